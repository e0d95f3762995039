// What may be done to a KPI besides entering values: changing it, its thresholds, deleting it.
import { Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { del } from '#web/api.ts'
import { DotsMenu } from '#web/components/dots-menu.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { useUrlParam } from '#web/url-param.ts'
import type { Kpi } from '../schemas.ts'
import { DeletionDialog } from './deletion-dialog.tsx'
import { FormulaDialog } from './formula-dialog.tsx'
import { keys, refresh } from './keys.ts'
import { EditKpiDialog } from './kpi-dialog.tsx'
import type { KpiKey } from './messages-fr.ts'
import './messages-formula.ts'

export function KpiMenu({ kpi }: { readonly kpi: Kpi }): ReactNode {
  const t = useT<KpiKey>()
  const [dialog, setDialog] = useUrlParam('edit')
  const close = (): void => setDialog('')
  return (
    <>
      <DotsMenu label={t('kpi.kpis.menu')} large>
        <Menu.Item onClick={() => setDialog('1')}>{t('kpi.kpis.edit')}</Menu.Item>
        <Menu.Item onClick={() => setDialog('thresholds')}>{t('kpi.thresholds.edit')}</Menu.Item>
        <Menu.Item onClick={() => setDialog('targets')}>{t('kpi.targets.edit')}</Menu.Item>
        <Menu.Item onClick={() => setDialog('formula')}>
          {t(kpi.is_computed ? 'kpi.formula.edit' : 'kpi.formula.define')}
        </Menu.Item>
        <Menu.Item onClick={() => setDialog('alert')}>{t('kpi.alert.edit')}</Menu.Item>
        <Menu.Item color="red" onClick={() => setDialog('delete')}>
          {t('kpi.kpis.delete')}
        </Menu.Item>
      </DotsMenu>
      <EditKpiDialog opened={dialog === '1'} close={close} kpi={kpi} />
      <FormulaDialog opened={dialog === 'formula'} close={close} kpi={kpi} />
      <DeleteKpi opened={dialog === 'delete'} close={close} kpi={kpi} />
    </>
  )
}

interface DeleteKpiProps {
  readonly opened: boolean
  readonly close: () => void
  readonly kpi: Kpi
}

function DeleteKpi({ opened, close, kpi }: DeleteKpiProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await del(`/kpis/${kpi.id}`)
    await navigate({ to: `/dashboards/${kpi.dashboard_id}` })
    queryClient.removeQueries({ queryKey: keys.kpi(kpi.id) })
    await refresh(queryClient, 'kpi', { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id })
    showToast(t('kpi.kpis.deleted', { name: kpi.name }))
  }
  return (
    <DeletionDialog
      opened={opened}
      close={close}
      path={`/kpis/${kpi.id}`}
      kind="kpi"
      name={kpi.name}
      title={t('kpi.kpis.deleteTitle', { name: kpi.name })}
      confirmLabel={t('kpi.kpis.delete')}
      confirm={remove}
    />
  )
}
