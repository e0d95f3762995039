// The screens on the walls: what each shows, when it was last seen, and how to end it.
import { Button } from '@mantine/core'
import { IconCheck, IconCopy, IconDeviceTv, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { del } from '#web/api.ts'
import { ConfirmLoss } from '#web/components/confirm-loss.tsx'
import { DataTable, type Column } from '#web/components/data-table.tsx'
import { Dialog } from '#web/components/dialog.tsx'
import { PageHeader } from '#web/components/page-header.tsx'
import { EmptyState, ErrorState } from '#web/components/states.tsx'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { listQuery, rowsOf } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { MadeScreen, Screen } from '../screen-schemas.ts'
import { keys, refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { ScreenDialog } from './screen-dialog.tsx'
import './messages-screens.ts'
import './kpi.css'
import './screens.css'

const screensQuery = listQuery<Screen>(keys.screens, '/screens', { limit: 100 })

export function ScreensPage(): ReactNode {
  const t = useT<KpiKey>()
  const [editing, setEditing] = useUrlParam('edit')
  const [adding, setAdding] = useUrlParam('new')
  const [made, setMade] = useState<MadeScreen | null>(null)
  const screens = useInfiniteQuery(screensQuery)
  const rows = rowsOf(screens.data)
  const add = (
    <Button data-create leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding('1')}>
      {t('kpi.screens.create')}
    </Button>
  )
  const isEmpty = screens.isSuccess && rows.length === 0
  const edited = rows.find((one) => one.id === editing)
  return (
    <>
      <PageHeader title={t('kpi.screens.title')} verdict={t('kpi.screens.about')} action={isEmpty ? undefined : add} />
      {screens.isError ? (
        <ErrorState error={screens.error} retry={() => void screens.refetch()} />
      ) : (
        <ScreenTable
          rows={rows}
          loading={screens.isPending}
          edit={(screen) => setEditing(screen.id)}
          empty={<EmptyState title={t('kpi.screens.emptyTitle')} text={t('kpi.screens.emptyText')} action={add} />}
          more={{
            available: screens.hasNextPage,
            loading: screens.isFetchingNextPage,
            load: () => void screens.fetchNextPage(),
          }}
        />
      )}
      <ScreenDialog opened={adding !== ''} close={() => setAdding('')} made={setMade} />
      {edited === undefined ? null : (
        <ScreenDialog key={editing} opened close={() => setEditing('')} screen={edited} made={setMade} />
      )}
      {made === null ? null : <AddressDialog screen={made} close={() => setMade(null)} />}
    </>
  )
}

interface ScreenTableProps {
  readonly rows: readonly Screen[]
  readonly loading: boolean
  readonly edit: (screen: Screen) => void
  readonly empty: ReactNode
  readonly more: { readonly available: boolean; readonly loading: boolean; readonly load: () => void }
}

function ScreenTable({ rows, loading, edit, empty, more }: ScreenTableProps): ReactNode {
  const t = useT<KpiKey>()
  const columns = useColumns()
  const [doomed, setDoomed] = useState<Screen | null>(null)
  const queryClient = useQueryClient()
  const remove = async (screen: Screen): Promise<void> => {
    await del(`/screens/${screen.id}`)
    await refresh(queryClient, 'screen')
    showToast(t('kpi.screens.deleted', { name: screen.name }))
  }
  return (
    <>
      <DataTable
        id="screens"
        caption={t('kpi.screens.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowActions={(row) => (
          <span className="row kpi-action-acts">
            <Button size="compact-sm" variant="subtle" onClick={() => edit(row)}>
              {t('kpi.screens.change')}
              <span className="visually-hidden"> {row.name}</span>
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setDoomed(row)}>
              {t('kpi.screens.delete')}
              <span className="visually-hidden"> {row.name}</span>
            </Button>
          </span>
        )}
        loading={loading}
        empty={empty}
        more={more}
      />
      {doomed === null ? null : (
        <ConfirmLoss
          opened
          close={() => setDoomed(null)}
          title={t('kpi.screens.deleteTitle', { name: doomed.name })}
          losses={[t('kpi.screens.deleteLoss')]}
          confirmLabel={t('kpi.screens.delete')}
          confirm={() => remove(doomed)}
        />
      )}
    </>
  )
}

function useColumns(): readonly Column<Screen>[] {
  const t = useT<KpiKey>()
  const format = useFormat()
  const views = (row: Screen): string => row.views.map((view) => t(`kpi.tv.view.${view}`)).join(', ')
  const seen = (row: Screen): string =>
    row.last_seen_at === null ? t('kpi.screens.neverSeen') : format.relative(row.last_seen_at)
  return [
    { id: 'name', header: t('kpi.field.name'), cell: (row) => row.name, value: (row) => row.name },
    {
      id: 'shows',
      header: t('kpi.screens.shows'),
      cell: (row) => (
        <span className="kpi-two-lines">
          {row.dashboards.map((one) => one.title).join(', ')}
          {row.hidden_dashboards === 0 ? null : (
            <span className="kpi-late">{t('kpi.screens.hidden', { count: row.hidden_dashboards })}</span>
          )}
          <span className="kpi-second">
            {views(row)} · {t('kpi.screens.secondCount', { count: row.seconds_per_view })}
          </span>
        </span>
      ),
      value: (row) => row.dashboards.map((one) => one.title).join(', '),
    },
    {
      id: 'state',
      header: t('kpi.screens.state'),
      cell: (row) => (
        <span className={row.state === 'ACTIVE' ? undefined : 'kpi-late'}>
          {row.state === 'ACTIVE' && row.expires_on !== null
            ? t('kpi.screens.until', { day: format.day(row.expires_on) })
            : t(`kpi.screens.state.${row.state}`)}
        </span>
      ),
      value: (row) => row.state,
    },
    { id: 'seen', header: t('kpi.screens.seen'), cell: seen, value: (row) => row.last_seen_at },
    {
      id: 'maker',
      header: t('kpi.screens.maker'),
      cell: (row) => row.created_by_name,
      value: (row) => row.created_by_name,
    },
  ]
}

/** The one time that the address is shown. */
function AddressDialog({ screen, close }: { readonly screen: MadeScreen; readonly close: () => void }): ReactNode {
  const t = useT<KpiKey>()
  const [copied, setCopied] = useState(false)
  const address = `${window.location.origin}${screen.address}`
  const copy = (): void => {
    // without the right to the clipboard, the address can still be selected
    navigator.clipboard.writeText(address).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Dialog opened close={close} title={t('kpi.screens.madeTitle', { name: screen.name })} insistent>
      <div className="stack">
        <p>{t('kpi.screens.madeText')}</p>
        <p>
          <code className="screen-address">{address}</code>
        </p>
        <div className="row">
          <Button
            leftSection={copied ? <IconCheck size={16} stroke={1.5} /> : <IconCopy size={16} stroke={1.5} />}
            onClick={copy}
          >
            {t(copied ? 'kpi.screens.copied' : 'action.copy')}
          </Button>
          <Button
            component="a"
            href={address}
            target="_blank"
            rel="noreferrer"
            variant="default"
            leftSection={<IconDeviceTv size={16} stroke={1.5} />}
          >
            {t('kpi.screens.open')}
          </Button>
          <Button variant="subtle" onClick={close}>
            {t('kpi.screens.kept')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
