// Table types for Kysely's builder. SQL is written in the `sql` tag with the row type of each query beside it.

/** No table is reachable through the builder: queries are plain SQL (docs/decisions). */
export type Tables = Record<never, never>
