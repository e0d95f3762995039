// One row of a table; a row with a page of its own opens by click anywhere, and by its link for the keyboard.
import { Checkbox } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import type { Column, DataTableProps, TableSelection } from './data-table.tsx'

interface TableRowProps<Row> extends DataTableProps<Row> {
  readonly row: Row
  /** How far it stands in. */
  readonly level: number
}

export function TableRow<Row>(props: TableRowProps<Row>): ReactNode {
  const { row, level, columns, rowKey, rowHref, rowActions, selection } = props
  const navigate = useNavigate()
  const href = rowHref?.(row)
  const open = (event: MouseEvent<HTMLElement>): void => {
    const isControl =
      event.target instanceof Element && event.target.closest('a,button,input,label,select,textarea') !== null
    const isSelectingText = window.getSelection()?.isCollapsed === false
    if (href !== undefined && !isControl && !isSelectingText) void navigate({ to: href })
  }
  const key = rowKey(row)
  return (
    <tr
      data-row
      data-level={level}
      tabIndex={-1}
      data-href={href === undefined ? undefined : true}
      onClick={open}
      aria-selected={selection?.selected.has(key)}
    >
      {selection === undefined ? null : <SelectCell id={key} selection={selection} />}
      {columns.map((column, index) => (
        <Cell key={column.id} column={column} row={row} isFirst={index === 0} href={href} />
      ))}
      {rowActions === undefined ? null : <td className="table-actions">{rowActions(row)}</td>}
    </tr>
  )
}

interface CellProps<Row> {
  readonly column: Column<Row>
  readonly row: Row
  readonly isFirst: boolean
  readonly href: string | undefined
}

function Cell<Row>({ column, row, isFirst, href }: CellProps<Row>): ReactNode {
  if (!isFirst) return <td data-align={column.align}>{column.cell(row)}</td>
  return (
    <th scope="row" data-align={column.align}>
      {href === undefined ? (
        column.cell(row)
      ) : (
        <Link to={href} className="table-link" preload="intent">
          {column.cell(row)}
        </Link>
      )}
    </th>
  )
}

function SelectCell({ id, selection }: { readonly id: string; readonly selection: TableSelection }): ReactNode {
  const t = useT()
  return (
    <td className="table-select">
      <Checkbox
        size="xs"
        aria-label={t('table.select')}
        checked={selection.selected.has(id)}
        onChange={(event) => {
          const next = new Set(selection.selected)
          if (event.currentTarget.checked) next.add(id)
          else next.delete(id)
          selection.onChange(next)
        }}
      />
    </td>
  )
}
