// Making a screen or changing it: what it shows, how long, until when.
import { Checkbox } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { CheckboxField, DayField, SelectField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { useForm, useRequired, withoutUndefined, type Form } from '#web/components/use-form.ts'
import { useIsAdmin, useMe } from '#web/frame/use-session.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import { showToast } from '#web/toasts.ts'
import { screenDashboardsMax, screenViews } from '../rules/screen.ts'
import type { MadeScreen, Screen } from '../screen-schemas.ts'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import { dashboardsQuery } from './queries.ts'
import './messages-screens.ts'

const seconds = ['10', '20', '30', '60', '120', '300'] as const

export interface ScreenDialogProps {
  readonly opened: boolean
  readonly close: () => void
  /** Left out: a new one. */
  readonly screen?: Screen | undefined
  readonly made: (screen: MadeScreen) => void
}

export function ScreenDialog({ opened, close, screen, made }: ScreenDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog opened={opened} close={close} title={t(screen === undefined ? 'kpi.screens.create' : 'kpi.screens.edit')}>
      <ScreenForm close={close} screen={screen} made={made} />
    </Dialog>
  )
}

function valuesOf(screen: Screen | undefined) {
  const shows = (view: (typeof screenViews)[number]): boolean => screen?.views.includes(view) ?? view === 'OVERVIEW'
  return {
    name: screen?.name ?? '',
    dashboards: screen?.dashboards.map((one) => one.dashboard_id).join(' ') ?? '',
    OVERVIEW: shows('OVERVIEW'),
    BOWLING: shows('BOWLING'),
    SQCDP: shows('SQCDP'),
    DIRECTION: shows('DIRECTION'),
    seconds_per_view: String(screen?.seconds_per_view ?? 20),
    expires_on: screen?.expires_on ?? '',
  }
}

type ScreenValues = ReturnType<typeof valuesOf>

function ScreenForm({ close, screen, made }: Omit<ScreenDialogProps, 'opened'>): ReactNode {
  const t = useT<KpiKey>()
  const required = useRequired()
  const queryClient = useQueryClient()
  const [initial] = useState(() => valuesOf(screen))
  const form = useForm<ScreenValues>({
    initial,
    pointers: { '/dashboard_ids': 'dashboards', '/views': 'OVERVIEW' },
    validate: (values) =>
      withoutUndefined({
        name: required(values.name),
        dashboards: values.dashboards === '' ? t('kpi.screens.noDashboard') : undefined,
        OVERVIEW: screenViews.some((view) => values[view]) ? undefined : t('kpi.screens.noView'),
      }),
    submit: async (values) => {
      const body = bodyOf(values, screen)
      if (screen === undefined) made(await post<MadeScreen>('/screens', body))
      else await patch<Screen>(`/screens/${screen.id}`, body)
      await refresh(queryClient, 'screen')
      close()
      if (screen !== undefined) showToast(t('kpi.screens.saved'))
    },
  })
  return (
    <FormView form={form} submitLabel={t(screen === undefined ? 'kpi.screens.create' : 'action.save')} cancel={close}>
      <TextField form={form} name="name" label={t('kpi.screens.name')} required autoFocus maxLength={120} />
      <DashboardChoice form={form} screen={screen} />
      <fieldset className="screen-choices">
        <legend>{t('kpi.screens.views')}</legend>
        {screenViews.map((view) => (
          <CheckboxField key={view} form={form} name={view} label={t(`kpi.tv.view.${view}`)} />
        ))}
      </fieldset>
      <div className="kpi-field-row">
        <SelectField
          form={form}
          name="seconds_per_view"
          label={t('kpi.screens.seconds')}
          choices={secondChoices(form.values.seconds_per_view).map((value) => ({
            value,
            label: t('kpi.screens.secondCount', { count: Number(value) }),
          }))}
          required
        />
        <DayField
          form={form}
          name="expires_on"
          label={t('kpi.screens.expiresOn')}
          help={t('kpi.screens.expiresHelp')}
        />
      </div>
    </FormView>
  )
}

/** The present choice stays one, whatever it is. */
function secondChoices(chosen: string): readonly string[] {
  return seconds.some((one) => one === chosen)
    ? seconds
    : [...seconds, chosen].toSorted((left, right) => Number(left) - Number(right))
}

/** The dashboards are sent only when they were changed: those that I may not see stay on the screen. */
function bodyOf(values: ScreenValues, screen: Screen | undefined): Readonly<Record<string, unknown>> {
  const isSame = screen !== undefined && values.dashboards === valuesOf(screen).dashboards
  return {
    name: values.name.trim(),
    ...(isSame ? {} : { dashboard_ids: values.dashboards.split(' ') }),
    views: screenViews.filter((view) => values[view]),
    seconds_per_view: Number(values.seconds_per_view),
    expires_on: values.expires_on === '' ? null : values.expires_on,
  }
}

interface DashboardChoiceProps {
  readonly form: Form<ScreenValues>
  readonly screen: Screen | undefined
}

/** The dashboards that may be put on a screen: my own, an ADMIN's all; in the order in which they are ticked. */
function DashboardChoice({ form, screen }: DashboardChoiceProps): ReactNode {
  const t = useT<KpiKey>()
  const me = useMe()
  const isAdmin = useIsAdmin()
  const dashboards = rowsOf(useInfiniteQuery(dashboardsQuery('')).data)
  const chosen = form.values.dashboards === '' ? [] : form.values.dashboards.split(' ')
  const offered = dashboards.filter((one) => isAdmin || one.owner_id === me.user.id || chosen.includes(one.id))
  const toggle = (id: string): void => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]
    form.set('dashboards', next.join(' '))
  }
  const error = form.errors.dashboards
  return (
    <fieldset className="screen-choices">
      <legend>{t('kpi.screens.dashboards')}</legend>
      {offered.length === 0 ? <p className="quiet small">{t('kpi.screens.noneOffered')}</p> : null}
      {offered.map((one) => (
        <Checkbox
          key={one.id}
          label={one.title}
          checked={chosen.includes(one.id)}
          disabled={!chosen.includes(one.id) && chosen.length >= screenDashboardsMax}
          onChange={() => toggle(one.id)}
        />
      ))}
      {(screen?.hidden_dashboards ?? 0) === 0 ? null : (
        <p className="quiet small">{t('kpi.screens.hidden', { count: screen?.hidden_dashboards ?? 0 })}</p>
      )}
      {error === undefined ? null : (
        <p className="kpi-late small" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
