// What KPI steering brings to the web interface.
import { createRoute, lazyRouteComponent, type AnyRoute } from '@tanstack/react-router'
import {
  IconClockCheck,
  IconDeviceTv,
  IconFileImport,
  IconLayoutDashboard,
  IconListCheck,
  IconReportAnalytics,
  IconSun,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { WebModule } from '#web/module.ts'
import { findByName } from './find.ts'
import { kpiEvents } from './keys.ts'
import { fr, type FirstKey } from './messages-fr.ts'

export const webModule: WebModule<FirstKey> = {
  name: 'kpi',
  order: 10,
  navigation: [
    { to: '/my-day', labelKey: 'kpi.day.title', icon: IconSun },
    { to: '/dashboards', labelKey: 'kpi.dashboards.title', icon: IconLayoutDashboard },
    { to: '/direction', labelKey: 'kpi.direction.title', icon: IconReportAnalytics },
    { to: '/actions', labelKey: 'kpi.actions.pageTitle', icon: IconListCheck },
    { to: '/imports', labelKey: 'kpi.imports.title', icon: IconFileImport },
    { to: '/screens', labelKey: 'kpi.screens.title', icon: IconDeviceTv },
    { to: '/punctuality', labelKey: 'kpi.lateness.title', icon: IconClockCheck },
  ],
  routes: (parent) => [
    page(parent, '/my-day', () => import('./my-day-page.tsx'), 'MyDayPage'),
    page(parent, '/dashboards/$dashboardId/grid', () => import('./grid-page.tsx'), 'GridPage'),
    page(parent, '/dashboards', () => import('./dashboards-page.tsx'), 'DashboardsPage'),
    page(parent, '/dashboards/$dashboardId', () => import('./dashboard-page.tsx'), 'DashboardPage'),
    page(parent, '/dashboards/$dashboardId/meetings', () => import('./meetings-page.tsx'), 'MeetingsPage'),
    page(parent, '/meetings/$meetingId', () => import('./meeting-page.tsx'), 'MeetingPage'),
    page(parent, '/templates', () => import('./templates-page.tsx'), 'TemplatesPage'),
    page(parent, '/templates/$templateId', () => import('./template-page.tsx'), 'TemplatePage'),
    page(parent, '/dashboards/$dashboardId/bowling', () => import('./bowling-page.tsx'), 'BowlingPage'),
    page(parent, '/dashboards/$dashboardId/sqcdp', () => import('./sqcdp-page.tsx'), 'SqcdpPage'),
    page(parent, '/screens', () => import('./screens-page.tsx'), 'ScreensPage'),
    page(parent, '/kpis/$kpiId', () => import('./kpi-page.tsx'), 'KpiPage'),
    page(parent, '/direction', () => import('./direction-page.tsx'), 'DirectionPage'),
    page(parent, '/actions', () => import('./my-actions-page.tsx'), 'MyActionsPage'),
    page(parent, '/punctuality', () => import('./lateness-page.tsx'), 'LatenessPage'),
    page(parent, '/imports', () => import('./import-page.tsx'), 'ImportPage'),
    page(parent, '/imports/sources', () => import('./sources-page.tsx'), 'SourcesPage'),
    page(parent, '/imports/sources/$sourceId', () => import('./source-page.tsx'), 'SourcePage'),
    page(parent, '/imports/$jobId', () => import('./import-job-page.tsx'), 'ImportJobPage'),
  ],
  openRoutes: (parent) => [page(parent, '/tv', () => import('./tv-page.tsx'), 'TvPage')],
  messages: { fr, en: async () => (await import('./messages-en.ts')).en },
  commands: [
    { id: 'kpi-new', labelKey: 'kpi.dashboards.create', group: 'create', to: '/dashboards', search: { new: '1' } },
    { id: 'kpi-template', labelKey: 'kpi.templates.from', group: 'create', to: '/templates' },
    { id: 'kpi-import', labelKey: 'kpi.imports.start', group: 'act', to: '/imports' },
  ],
  find: findByName,
  events: kpiEvents,
  acts: async () => (await import('./audit-acts.ts')).acts,
}

function page<Name extends string>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<Record<Name, () => ReactNode>>,
  name: Name,
): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, name) })
}
