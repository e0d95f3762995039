// Why a file is refused as a whole: the published codes, and the error that carries one out of the reader process.

export type TableCode =
  | 'FILE_TOO_LARGE'
  | 'FILE_TOO_LARGE_INFLATED'
  | 'TOO_MANY_ROWS'
  | 'TOO_MANY_COLUMNS'
  | 'ROW_OUT_OF_RANGE'
  | 'TRUNCATED'
  | 'NOT_XLSX'
  | 'NOT_ODS'
  | 'XLS_UNSUPPORTED'
  | 'ENCRYPTED'
  | 'MACRO_FILE'
  | 'UNSAFE_XML'
  | 'UNREADABLE_ENCODING'
  | 'EMPTY'
  | 'NO_DATA_ROW'
  | 'HEADER_NOT_FOUND'
  | 'HIDDEN_SHEET'
  | 'SHEET_NOT_FOUND'
  | 'TIMEOUT'
  /** The reader process died for a reason of its own: a bug to look for in the log. */
  | 'READER_FAILED'

/** What the sentence needs to know, such as a row number or a sheet name. */
export type RefusalFacts = Readonly<Record<string, string | number>>

/** Stops the reading of a file. Crosses from the reader process to its parent as code and facts. */
export class TableRefusal extends Error {
  override readonly name = 'TableRefusal'
  readonly code: TableCode
  readonly facts: RefusalFacts

  constructor(code: TableCode, facts: RefusalFacts = {}) {
    super(`${code} ${JSON.stringify(facts)}`)
    this.code = code
    this.facts = facts
  }
}
