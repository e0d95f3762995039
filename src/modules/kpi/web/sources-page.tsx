// The automatic sources: what each reads and when, what came of it, and reading one now.
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState } from '#web/components/states.tsx'
import { useIsAdmin } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { ImportSource } from '../source-schemas.ts'
import { SourceDialog } from './source-dialog.tsx'
import { sourcesQuery } from './source-queries.ts'
import { hostOf, nextOf, rhythmOf, stateOf } from './source-words.ts'
import { useSourceActs } from './use-source-acts.ts'
import type { KpiTranslate } from './source-words.ts'
import { useSourceWords } from './use-source-words.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'
import './messages-sources.ts'
import './kpi.css'
import './sources.css'

export function SourcesPage(): ReactNode {
  const t = useT<KpiKey>()
  const navigate = useNavigate()
  const [adding, setAdding] = useUrlParam('new')
  const sources = useInfiniteQuery(sourcesQuery)
  const rows = rowsOf(sources.data)
  const isEmpty = sources.isSuccess && rows.length === 0
  const add = (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding('1')}>
      {t('kpi.sources.create')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('kpi.sources.title')}
        above={[{ label: t('kpi.imports.title'), to: '/imports' }]}
        verdict={isEmpty || sources.isPending ? t('kpi.sources.about') : verdictOf(t, rows)}
        action={isEmpty ? undefined : add}
      />
      {sources.isError ? (
        <ErrorState error={sources.error} retry={() => void sources.refetch()} />
      ) : (
        <SourceTable
          rows={rows}
          loading={sources.isPending}
          empty={<Nothing action={add} />}
          more={{
            available: sources.hasNextPage,
            loading: sources.isFetchingNextPage,
            load: () => void sources.fetchNextPage(),
          }}
        />
      )}
      <SourceDialog
        opened={adding !== ''}
        close={() => setAdding('')}
        made={({ id }) => void navigate({ to: `/imports/sources/${id}` })}
      />
    </>
  )
}

function verdictOf(t: KpiTranslate, rows: readonly ImportSource[]): string {
  const count = (test: (row: ImportSource) => boolean): number => rows.filter(test).length
  const stopped = count(({ stopped_code }) => stopped_code !== null)
  const failing = count(({ stopped_code, last_outcome }) => stopped_code === null && last_outcome === 'FAILED')
  return [
    t('kpi.sources.running', { count: count(({ is_active }) => is_active) }),
    stopped === 0 ? null : t('kpi.sources.stoppedCount', { count: stopped }),
    failing === 0 ? null : t('kpi.sources.failingCount', { count: failing }),
  ]
    .filter((part) => part !== null)
    .join(' ')
}

function Nothing({ action }: { readonly action: ReactNode }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <EmptyState
      title={t('kpi.sources.emptyTitle')}
      text={t('kpi.sources.emptyText')}
      action={
        <div className="row">
          {action}
          <Link to="/imports">{t('kpi.sources.example')}</Link>
        </div>
      }
    />
  )
}

interface SourceTableProps {
  readonly rows: readonly ImportSource[]
  readonly loading: boolean
  readonly empty: ReactNode
  readonly more: { readonly available: boolean; readonly loading: boolean; readonly load: () => void }
}

function SourceTable(props: SourceTableProps): ReactNode {
  const t = useT<KpiKey>()
  const acts = useSourceActs()
  const columns = useColumns()
  return (
    <DataTable
      id="kpi-sources"
      caption={t('kpi.sources.title')}
      columns={columns}
      {...props}
      rowKey={(source) => source.id}
      rowHref={(source) => `/imports/sources/${source.id}`}
      rowActions={(source) => (
        <Button
          size="compact-sm"
          variant="subtle"
          loading={acts.reading === source.id || source.is_running}
          onClick={() => acts.read(source)}
        >
          {t('kpi.sources.readNow')}
          <span className="visually-hidden"> {source.name}</span>
        </Button>
      )}
      searchable
    />
  )
}

function useColumns(): readonly Column<ImportSource>[] {
  const words = useSourceWords()
  const { t } = words
  const isAdmin = useIsAdmin()
  const owner: Column<ImportSource> = {
    id: 'owner',
    header: t('kpi.sources.owner'),
    cell: (source) => source.owner_name,
    value: (source) => source.owner_name,
  }
  return [
    {
      id: 'name',
      header: t('kpi.sources.name'),
      cell: (source) => (
        <span className="kpi-two-lines source-name">
          {source.name}
          <span className="kpi-second source-host">{hostOf(source.url)}</span>
        </span>
      ),
      value: (source) => `${source.name} ${hostOf(source.url)}`,
    },
    {
      id: 'rhythm',
      header: t('kpi.sources.column.rhythm'),
      cell: (source) => rhythmOf(words, source),
      value: (source) => rhythmOf(words, source),
    },
    {
      id: 'state',
      header: t('kpi.sources.column.state'),
      cell: (source) => <StateOf source={source} />,
      value: (source) => stateOf(words, source),
    },
    {
      id: 'next',
      header: t('kpi.sources.column.next'),
      cell: (source) => (
        <span className={source.stopped_code === null ? undefined : 'kpi-late'}>{nextOf(words, source)}</span>
      ),
      value: (source) => source.next_run_at ?? '',
    },
    ...(isAdmin ? [owner] : []),
  ]
}

/** The reason of a failure is a French sentence of the server. */
function StateOf({ source }: { readonly source: ImportSource }): ReactNode {
  const words = useSourceWords()
  const failed = source.last_outcome === 'FAILED' && !source.is_running
  return (
    <span className={failed ? 'source-state kpi-late' : 'source-state'} lang={failed ? 'fr' : undefined}>
      {stateOf(words, source)}
    </span>
  )
}
