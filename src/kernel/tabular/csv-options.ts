// How CSV is read: RFC 4180 with the liberties that spreadsheets and people take.

import type { Options } from 'csv-parse'

/** All line ends, ragged rows, and quotes inside unquoted fields are accepted. */
export function csvOptions(delimiter: string): Options {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
  }
}
