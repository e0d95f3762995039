// REST of templates and of copies of dashboards.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { copyDashboard } from './actions/copy-dashboard.ts'
import { createFromTemplate } from './actions/create-from-template.ts'
import { exportTemplate } from './actions/export-template.ts'
import { selectWrittenSummary } from './queries/dashboards.ts'
import { Dashboard } from './schemas.ts'
import {
  Copied,
  DashboardFromFile,
  DashboardFromTemplate,
  NewCopy,
  Template,
  TemplateList,
} from './structure-schemas.ts'
import { loadTemplates } from './template-catalogue.ts'
import { toDashboard } from './wire.ts'

const tag = 'Modèles'

export function addTemplateRoutes(app: FastifyInstance, { database }: Services): void {
  const templates = loadTemplates()
  const named = (request: FastifyRequest): Template => {
    const { template_id } = request.params as { readonly template_id: string }
    const template = templates.find((one) => one.id === template_id)
    if (template === undefined) throw notFound()
    return template
  }
  endpoint(app, {
    method: 'GET',
    path: '/templates',
    permission: 'template.read',
    operation_id: 'listTemplates',
    summary: 'Les modèles de tableaux de bord par métier',
    tag,
    answers: { 200: TemplateList },
    handle: async () => ({
      items: templates.map(({ kpis, ...template }) => ({ ...template, kpi_count: kpis.length })),
    }),
  })
  endpoint(app, {
    method: 'GET',
    path: '/templates/{template_id}',
    permission: 'template.read',
    operation_id: 'getTemplate',
    summary: 'Un modèle, avec ses indicateurs',
    tag,
    answers: { 200: Template },
    handle: async ({ request }) => named(request),
  })
  endpoint(app, {
    method: 'POST',
    path: '/templates/{template_id}/dashboards',
    permission: 'dashboard.create',
    operation_id: 'createDashboardFromTemplate',
    summary: 'Crée un tableau de bord d’après un modèle',
    tag,
    body: DashboardFromTemplate,
    answers: { 201: Dashboard },
    handle: async ({ scope, request, body }) => {
      const template = named(request)
      const row = await database.transaction(scope, async (tx) =>
        selectWrittenSummary(tx, await createFromTemplate(tx, template, body)),
      )
      return toDashboard(scope, row)
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/templates/dashboards',
    permission: 'dashboard.create',
    operation_id: 'createDashboardFromFile',
    summary: 'Crée un tableau de bord d’après un modèle que vous apportez',
    tag,
    body: DashboardFromFile,
    answers: { 201: Dashboard },
    handle: async ({ scope, body: { template, ...wanted } }) => {
      const row = await database.transaction(scope, async (tx) =>
        selectWrittenSummary(tx, await createFromTemplate(tx, template, wanted)),
      )
      return toDashboard(scope, row)
    },
  })
  addCopyRoutes(app, { database })
}

function addCopyRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/template',
    permission: 'dashboard.read',
    operation_id: 'exportTemplate',
    summary: 'Le tableau de bord comme modèle : définitions et seuils, sans personne ni valeur',
    tag,
    answers: { 200: Template },
    problems: [409],
    handle: ({ scope, id }) => database.read(scope, (tx) => exportTemplate(tx, id('dashboard_id'))),
  })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards/{dashboard_id}/copies',
    permission: 'dashboard.create',
    operation_id: 'copyDashboard',
    summary: 'Copie un tableau de bord et ses indicateurs, sans leurs valeurs',
    tag: 'Tableaux de bord',
    body: NewCopy,
    answers: { 201: Copied },
    handle: ({ scope, id, body }) =>
      database.transaction(scope, async (tx) => {
        const { id: copyId, ...counts } = await copyDashboard(tx, id('dashboard_id'), body)
        return { dashboard: toDashboard(scope, await selectWrittenSummary(tx, copyId)), ...counts }
      }),
  })
}
