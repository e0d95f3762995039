// The named maxima of a table file. Source: the published import contract.

export interface TableLimits {
  readonly file_bytes_max: number
  /** All inflated parts of an archive together. */
  readonly inflated_bytes_max: number
  /** Inflated over compressed size, looked at for parts larger than `ratio_from_bytes`. */
  readonly part_ratio_max: number
  readonly ratio_from_bytes: number
  readonly entry_count_max: number
  /** Data rows, blank ones not counted. */
  readonly row_count_max: number
  /** A value further down than this is a stray one; twice the rows leaves room for blank rows between. */
  readonly row_number_max: number
  readonly column_count_max: number
  readonly cell_characters_max: number
  /** How many non-blank rows are searched for a header. */
  readonly header_search_rows: number
  readonly wall_ms: number
  readonly reader_rss_bytes_max: number
}

export const megabyte = 1024 * 1024

export const tableLimits: TableLimits = {
  file_bytes_max: 20 * megabyte,
  inflated_bytes_max: 256 * megabyte,
  part_ratio_max: 200,
  ratio_from_bytes: megabyte,
  entry_count_max: 1000,
  row_count_max: 200_000,
  row_number_max: 400_000,
  column_count_max: 256,
  cell_characters_max: 32_767,
  header_search_rows: 30,
  wall_ms: 60_000,
  reader_rss_bytes_max: 300 * megabyte,
}
