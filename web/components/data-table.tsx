// A list of things: sortable, searchable, by keyboard, its columns chosen by the reader, exported as CSV.
import { Button, Checkbox, Skeleton } from '@mantine/core'
import { useMemo, useRef, type ReactNode } from 'react'
import { localeOf } from '../i18n/catalogue.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import type { QueryParameters } from '../api.ts'
import { useUrlParam, useUrlParamAhead } from '../url-param.ts'
import {
  searchRows,
  sortRows,
  parseSort,
  sortToText,
  nextSort,
  type CellValue,
  type CsvColumn,
  type SortOrder,
} from './data-table-rows.ts'
import { TableTools } from './data-table-tools.tsx'
import { useOverflow, useTableKeys, useTablePreferences } from './data-table-hooks.ts'
import { TableRow } from './data-table-row.tsx'
import './data-table.css'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** What sorting, searching and CSV use; a column without it does neither. */
  readonly value?: (row: Row) => CellValue
  /** What the CSV holds in place of `value`: one column, or several; none leaves the column out of the file. */
  readonly csv?: readonly CsvColumn<Row>[]
  readonly align?: 'left' | 'right'
  readonly width?: string
  /** Can be switched on by the reader. */
  readonly hiddenAtFirst?: boolean
}

/** A row at its level, or a heading above rows. */
export type OutlineEntry<Row> =
  | { readonly kind: 'row'; readonly row: Row; readonly level: number }
  | { readonly kind: 'heading'; readonly key: string; readonly level: number; readonly content: ReactNode }

export interface TableSelection {
  readonly selected: ReadonlySet<string>
  readonly onChange: (selected: ReadonlySet<string>) => void
  /** Acts on the selected rows. */
  readonly acts: ReactNode
}

export interface DataTableProps<Row> {
  /** Names the table for its stored preferences and, with several on a page, its URL parameters. */
  readonly id: string
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  /** The page of a row; the first column becomes its link. */
  readonly rowHref?: (row: Row) => string
  readonly rowActions?: (row: Row) => ReactNode
  readonly loading?: boolean
  /** Shown in place of an empty list (not of an empty search). */
  readonly empty?: ReactNode
  readonly searchable?: boolean
  /** File name without extension; or a download made by the server. */
  readonly csv?: string | (() => Promise<void>)
  /** The address of the list: the server answers it whole as CSV or XLSX, under the same filters. */
  readonly file?: { readonly path: string; readonly query?: QueryParameters }
  readonly more?: { readonly available: boolean; readonly loading: boolean; readonly load: () => void }
  readonly selection?: TableSelection
  /** Puts the found rows under headings, in their order; rows it leaves out are folded away. Levels 0 to 3. */
  readonly outline?: (rows: readonly Row[], searching: boolean) => readonly OutlineEntry<Row>[]
  /** Filters beside the search field. */
  readonly filters?: ReactNode
  /** Prefix of the URL parameters when a page has several tables. */
  readonly urlPrefix?: string
}

export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { id, caption, columns, rows, loading = false, empty, more, selection, urlPrefix = '' } = props
  const t = useT()
  const { language } = useI18n()
  const [query] = useUrlParam(`${urlPrefix}q`)
  // What is typed stands in its field at once; the rows follow the address, as everything beside them does.
  const [typed, setTyped] = useUrlParamAhead(`${urlPrefix}q`)
  const [sortText, setSortText] = useUrlParam(`${urlPrefix}sort`)
  const preferences = useTablePreferences(id, columns)
  const body = useRef<HTMLTableSectionElement>(null)
  const place = useRef<HTMLDivElement>(null)
  useTableKeys(body)
  const overflows = useOverflow(place)
  const sort = parseSort(sortText)
  const shown = useMemo(
    () => arrange(rows, columns, query, parseSort(sortText), localeOf(language)),
    [rows, columns, query, sortText, language],
  )
  const visible = columns.filter((column) => preferences.isVisible(column.id))
  const entries = props.outline?.(shown, query !== '') ?? shown.map((row) => ({ kind: 'row' as const, row, level: 0 }))
  if (!loading && rows.length === 0 && empty !== undefined) return empty
  return (
    <div className="table" data-density={preferences.density}>
      <TableTools {...props} shown={shown} query={typed} setQuery={setTyped} preferences={preferences} />
      <div
        ref={place}
        className="table-scroll"
        data-overflows={overflows}
        {...(overflows ? { role: 'region', tabIndex: 0, 'aria-label': caption } : {})}
      >
        <table>
          <caption className="visually-hidden">
            {props.outline === undefined ? caption : `${caption}. ${t('table.outline')}`}
          </caption>
          <TableHead
            {...props}
            columns={visible}
            shown={shown}
            sort={sort}
            onSort={(next) => setSortText(sortToText(next))}
          />
          <tbody ref={body}>
            {loading ? <SkeletonRows columnCount={visible.length + (selection === undefined ? 0 : 1)} /> : null}
            {loading ? null : <TableEntries {...props} entries={entries} columns={visible} />}
          </tbody>
        </table>
      </div>
      {!loading && entries.length === 0 ? <p className="table-none quiet">{t('table.noMatch')}</p> : null}
      {more?.available === true ? (
        <div className="table-more">
          <Button variant="default" loading={more.loading} onClick={more.load}>
            {t('table.more')}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

interface TableEntriesProps<Row> extends DataTableProps<Row> {
  readonly entries: readonly OutlineEntry<Row>[]
}

function TableEntries<Row>({ entries, ...props }: TableEntriesProps<Row>): ReactNode {
  const { columns, rowKey, rowActions, selection } = props
  const width = columns.length + (rowActions === undefined ? 0 : 1) + (selection === undefined ? 0 : 1)
  return entries.map((entry) =>
    entry.kind === 'row' ? (
      <TableRow key={rowKey(entry.row)} {...props} row={entry.row} level={entry.level} />
    ) : (
      <tr key={entry.key} className="table-heading" data-level={entry.level}>
        <th colSpan={width} scope="colgroup">
          {entry.content}
        </th>
      </tr>
    ),
  )
}

function arrange<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  query: string,
  sort: SortOrder | null,
  locale: string,
): readonly Row[] {
  const found = searchRows(
    rows,
    columns.flatMap((column) => column.value ?? []),
    query,
  )
  const value = columns.find((column) => column.id === sort?.column)?.value
  return sort === null || value === undefined ? found : sortRows(found, value, sort.descending, locale)
}

interface TableHeadProps<Row> extends DataTableProps<Row> {
  readonly shown: readonly Row[]
  readonly sort: SortOrder | null
  readonly onSort: (next: SortOrder | null) => void
}

function TableHead<Row>({
  columns,
  selection,
  shown,
  rowKey,
  rowActions,
  sort,
  onSort,
}: TableHeadProps<Row>): ReactNode {
  const t = useT()
  return (
    <thead>
      <tr>
        {selection === undefined ? null : (
          <td className="table-select">
            <Checkbox
              size="xs"
              aria-label={t('table.selectAll')}
              checked={shown.length > 0 && shown.every((row) => selection.selected.has(rowKey(row)))}
              indeterminate={selection.selected.size > 0 && !shown.every((row) => selection.selected.has(rowKey(row)))}
              onChange={(event) => selection.onChange(new Set(event.currentTarget.checked ? shown.map(rowKey) : []))}
            />
          </td>
        )}
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
        {rowActions === undefined ? null : (
          <th scope="col" className="table-actions">
            <span className="visually-hidden">{t('table.actions')}</span>
          </th>
        )}
      </tr>
    </thead>
  )
}

interface HeadCellProps<Row> {
  readonly column: Column<Row>
  readonly sort: SortOrder | null
  readonly onSort: (next: SortOrder | null) => void
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>): ReactNode {
  const active = sort?.column === column.id
  const direction = active ? (sort.descending ? 'descending' : 'ascending') : undefined
  return (
    <th scope="col" data-align={column.align} aria-sort={direction} style={{ width: column.width }}>
      {column.value === undefined ? (
        column.header
      ) : (
        <button type="button" className="table-sort" onClick={() => onSort(nextSort(sort, column.id))}>
          {column.header}
          <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true" data-direction={direction}>
            <path d="M4 1 7 6H1Z" fill="currentColor" />
          </svg>
        </button>
      )}
    </th>
  )
}

function SkeletonRows({ columnCount }: { readonly columnCount: number }): ReactNode {
  return Array.from({ length: 6 }, (_, row) => (
    <tr key={row} aria-hidden="true">
      {Array.from({ length: columnCount }, (_, column) => (
        <td key={column}>
          <Skeleton height={12} width={column === 0 ? '70%' : '45%'} />
        </td>
      ))}
    </tr>
  ))
}
