// One automatic source: what came of it, what is wrong, its settings, and what it has imported.
import { Button, Menu } from '@mantine/core'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { del } from '#web/api.ts'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { ErrorState, PageSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { useRouteParam, useUrlParam } from '#web/url-param.ts'
import type { ImportJobSummary } from '../import-schemas.ts'
import type { ImportSource } from '../source-schemas.ts'
import { keys, refresh } from './keys.ts'
import { SourceDialog } from './source-dialog.tsx'
import { SourceFacts, SourceTrouble } from './source-facts.tsx'
import { sourceJobsQuery, sourceQuery } from './source-queries.ts'
import { stateOf } from './source-words.ts'
import { useSourceActs, type SourceActs } from './use-source-acts.ts'
import { useSourceWords } from './use-source-words.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-imports.ts'
import './messages-sources.ts'
import './kpi.css'
import './import.css'
import './sources.css'

export function SourcePage(): ReactNode {
  const t = useT<KpiKey>()
  const id = useRouteParam('sourceId')
  const source = useQuery(sourceQuery(id))
  if (source.isPending) return <PageSkeleton />
  if (source.isError) {
    return (
      <>
        <PageHeader title={t('kpi.sources.title')} above={[{ label: t('kpi.imports.title'), to: '/imports' }]} />
        <ErrorState error={source.error} retry={() => void source.refetch()} />
      </>
    )
  }
  return <LoadedSource source={source.data.data} etag={source.data.etag} />
}

interface LoadedProps {
  readonly source: ImportSource
  readonly etag: string | null
}

function LoadedSource({ source, etag }: LoadedProps): ReactNode {
  const words = useSourceWords()
  const { t } = words
  const acts = useSourceActs()
  const [dialog, setDialog] = useUrlParam('edit')
  const close = (): void => setDialog('')
  return (
    <>
      <PageHeader
        title={source.name}
        above={[
          { label: t('kpi.imports.title'), to: '/imports' },
          { label: t('kpi.sources.title'), to: '/imports/sources' },
        ]}
        verdict={source.last_outcome === 'FAILED' ? undefined : stateOf(words, source)}
        action={<Acts source={source} acts={acts} open={setDialog} />}
      />
      <div className="stack">
        <SourceTrouble source={source} acts={acts} />
        <SourceFacts source={source} />
      </div>
      <History id={source.id} />
      <SourceDialog opened={dialog === '1'} close={close} source={source} etag={etag} />
      <DeleteSource opened={dialog === 'delete'} close={close} source={source} />
    </>
  )
}

interface ActsProps {
  readonly source: ImportSource
  readonly acts: SourceActs
  readonly open: (dialog: string) => void
}

function Acts({ source, acts, open }: ActsProps): ReactNode {
  const t = useT<KpiKey>()
  const { name, is_active } = source
  const toggle = (): void =>
    acts.change(
      source,
      { is_active: !is_active },
      t(is_active ? 'kpi.sources.isPaused' : 'kpi.sources.isResumed', { name }),
    )
  return (
    <>
      <Button loading={acts.reading !== '' || source.is_running} onClick={() => acts.read(source)}>
        {t('kpi.sources.readNow')}
      </Button>
      <Button variant="default" onClick={toggle}>
        {t(is_active ? 'kpi.sources.pause' : 'kpi.sources.resume')}
      </Button>
      <DotsMenu label={t('kpi.sources.menu')} large>
        <Menu.Item onClick={() => open('1')}>{t('kpi.sources.edit')}</Menu.Item>
        <Menu.Item onClick={() => acts.read(source, { force: true })}>
          {t('kpi.sources.readAll')} <span className="quiet small">{t('kpi.sources.readAllHelp')}</span>
        </Menu.Item>
        <Menu.Item color="red" onClick={() => open('delete')}>
          {t('kpi.sources.delete')}
        </Menu.Item>
      </DotsMenu>
    </>
  )
}

interface DeleteProps {
  readonly opened: boolean
  readonly close: () => void
  readonly source: ImportSource
}

function DeleteSource({ opened, close, source }: DeleteProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await del(`/imports/sources/${source.id}`)
    await navigate({ to: '/imports/sources' })
    queryClient.removeQueries({ queryKey: [...keys.sources, source.id] })
    await refresh(queryClient, 'source')
    showToast(t('kpi.sources.deleted', { name: source.name }))
  }
  return (
    <ConfirmLoss
      opened={opened}
      close={close}
      title={t('kpi.sources.deleteTitle', { name: source.name })}
      losses={[t('kpi.sources.lossReading'), ...(source.credentials === 'NONE' ? [] : [t('kpi.sources.lossSecret')])]}
      confirmLabel={t('kpi.sources.delete')}
      confirm={remove}
    >
      <p>{t('kpi.sources.keptImports')}</p>
    </ConfirmLoss>
  )
}

function History({ id }: { readonly id: string }): ReactNode {
  const t = useT<KpiKey>()
  const jobs = useInfiniteQuery(sourceJobsQuery(id))
  const columns = useColumns()
  return (
    <section className="section">
      <h2>{t('kpi.sources.history')}</h2>
      {jobs.isError ? (
        <ErrorState error={jobs.error} retry={() => void jobs.refetch()} />
      ) : (
        <DataTable
          id="kpi-source-jobs"
          caption={t('kpi.sources.history')}
          columns={columns}
          rows={rowsOf(jobs.data)}
          rowKey={(job) => job.id}
          rowHref={(job) => `/imports/${job.id}`}
          loading={jobs.isPending}
          empty={<p className="quiet">{t('kpi.sources.noHistory')}</p>}
          more={{
            available: jobs.hasNextPage,
            loading: jobs.isFetchingNextPage,
            load: () => void jobs.fetchNextPage(),
          }}
        />
      )}
    </section>
  )
}

function useColumns(): readonly Column<ImportJobSummary>[] {
  const { t, format } = useSourceWords()
  const state = (job: ImportJobSummary): string =>
    job.undone_at === null ? t(`job.${job.status}`) : t('kpi.imports.undo.state')
  const count = (id: string, header: string, of: (job: ImportJobSummary) => number): Column<ImportJobSummary> => ({
    id,
    header,
    align: 'right',
    cell: (job) => String(of(job)),
    value: of,
  })
  return [
    {
      id: 'at',
      header: t('kpi.imports.at'),
      cell: (job) => <span className="nowrap">{format.instant(job.created_at)}</span>,
      value: (job) => job.created_at,
    },
    {
      id: 'status',
      header: t('kpi.field.state'),
      cell: (job) => <span data-job={job.status}>{state(job)}</span>,
      value: state,
    },
    count('new', t('kpi.sources.new'), (job) => job.values_new),
    count('changed', t('kpi.sources.changed'), (job) => job.values_changed),
    count('rejected', t('kpi.imports.rejected'), (job) => job.values_rejected),
    {
      id: 'file',
      header: t('kpi.imports.file'),
      cell: (job) => job.file_name ?? '',
      value: (job) => job.file_name ?? '',
    },
  ]
}
