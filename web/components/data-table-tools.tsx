// Above a table: search, filters, what is selected, columns, density, export.
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconColumns3, IconDownload, IconSearch } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { download, saveBlob } from '../api.ts'
import { toCsv } from '../csv.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { csvColumns } from './data-table-rows.ts'
import { useProblemToast } from './use-problem-toast.ts'
import type { Column, DataTableProps } from './data-table.tsx'
import type { TablePreferences } from './data-table-hooks.ts'

interface TableToolsProps<Row> extends DataTableProps<Row> {
  readonly shown: readonly Row[]
  readonly query: string
  readonly setQuery: (query: string) => void
  readonly preferences: TablePreferences
}

export function TableTools<Row>(props: TableToolsProps<Row>): ReactNode {
  const { searchable = true, filters, selection, shown, rows, query, setQuery } = props
  const t = useT()
  if (selection !== undefined && selection.selected.size > 0) {
    return (
      <div className="table-tools">
        <strong>{t('table.selected', { count: selection.selected.size })}</strong>
        {selection.acts}
        <Button variant="subtle" color="gray" size="xs" onClick={() => selection.onChange(new Set())}>
          {t('table.unselect')}
        </Button>
      </div>
    )
  }
  return (
    <div className="table-tools">
      {searchable ? (
        <TextInput
          className="table-search"
          size="xs"
          type="search"
          data-list-search
          aria-label={t('table.search')}
          placeholder={t('table.search')}
          leftSection={<IconSearch size={15} stroke={1.5} aria-hidden="true" />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      ) : null}
      {filters}
      <span className="table-count quiet small" role="status">
        {shown.length === rows.length
          ? t('table.count', { count: rows.length })
          : t('table.countOf', { shown: shown.length, count: rows.length })}
      </span>
      <ExportButton {...props} />
      <ViewMenu columns={props.columns} preferences={props.preferences} />
    </div>
  )
}

function ExportButton<Row>({ csv, file, columns, shown }: TableToolsProps<Row>): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const onFailure = useProblemToast()
  const [busy, setBusy] = useState(false)
  if (csv === undefined) return null
  const save = async (): Promise<void> => {
    if (typeof csv !== 'string') return csv()
    const exported = csvColumns(columns)
    const lines = shown.map((row) => exported.map((column) => column.value(row)))
    const text = toCsv(
      exported.map((column) => column.header),
      lines,
      language === 'fr' ? ',' : '.',
    )
    saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${csv}.csv`)
  }
  const saveShown = (): void => void save().catch(onFailure)
  const button = (
    <ActionIcon
      aria-label={t(file === undefined ? 'table.csv' : 'table.export')}
      title={t(file === undefined ? 'table.csv' : 'table.export')}
      loading={busy}
      {...(file === undefined ? { onClick: saveShown } : {})}
    >
      <IconDownload size={17} stroke={1.5} />
    </ActionIcon>
  )
  if (file === undefined) return button
  const saveAll = (format: 'csv' | 'xlsx') => (): void => {
    setBusy(true)
    const name = typeof csv === 'string' ? csv : t('table.file')
    void download(file.path, `${name}.${format}`, { ...file.query, format })
      .catch(onFailure)
      .finally(() => setBusy(false))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={saveShown}>{t('table.shownCsv')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={saveAll('xlsx')}>{t('table.allXlsx')}</Menu.Item>
        <Menu.Item onClick={saveAll('csv')}>{t('table.allCsv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface ViewMenuProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly preferences: TablePreferences
}

function ViewMenu<Row>({ columns, preferences }: ViewMenuProps<Row>): ReactNode {
  const t = useT()
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('table.view')} title={t('table.view')}>
          <IconColumns3 size={17} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('table.columns')}</Menu.Label>
        {columns.slice(1).map((column) => (
          <Menu.CheckboxItem
            key={column.id}
            checked={preferences.isVisible(column.id)}
            onChange={(visible) => preferences.setVisible(column.id, visible)}
          >
            {column.header}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem
          checked={preferences.density === 'comfortable'}
          onChange={(roomy) => preferences.setDensity(roomy ? 'comfortable' : 'compact')}
        >
          {t('table.comfortable')}
        </Menu.CheckboxItem>
      </Menu.Dropdown>
    </Menu>
  )
}
