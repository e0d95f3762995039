// REST of documents: the direction page and a KPI as PDF, a chart as a picture.
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { endpoint } from '#kernel/http/endpoint.ts'
import { DayText, OneOf, Shape } from '#kernel/http/schemas.ts'
import type { Services } from '#kernel/services.ts'
import { readDirectionPaper } from './documents/direction-paper.ts'
import { readKpiChart, readKpiPicture, readKpiReport } from './documents/kpi-report.ts'
import { readMinutes } from './documents/minutes.ts'
import type { KpiId } from './queries/kpis.ts'
import { readChoice } from './actions/read-series.ts'

const tag = 'Documents'
const Bytes = Type.String({ contentMediaType: 'application/pdf' })
const ReportQuery = Shape({ from: Type.Optional(DayText), to: Type.Optional(DayText) })
const ChartQuery = Shape({
  from: Type.Optional(DayText),
  to: Type.Optional(DayText),
  view: Type.Optional(OneOf(['course', 'control'])),
})

export function addDocumentRoutes(app: FastifyInstance, services: Services): void {
  const { database, press } = services
  endpoint(app, {
    method: 'GET',
    path: '/reporting/direction.pdf',
    permission: 'kpi.read',
    operation_id: 'getDirectionPdf',
    summary: 'La vue direction sur une page A4 (PDF/A-2a)',
    tag,
    answers: { 200: Bytes },
    produces: 'application/pdf',
    problems: [501, 503],
    handle: async ({ scope, reply }) =>
      sendPdf(reply, 'vue-direction', await press.paper(await database.read(scope, readDirectionPaper))),
  })
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/report.pdf',
    permission: 'kpi.read',
    operation_id: 'getKpiReportPdf',
    summary: 'Un indicateur en document : verdict, graphiques, actions, valeurs (PDF/A-2a)',
    tag,
    query: ReportQuery,
    answers: { 200: Bytes },
    produces: 'application/pdf',
    problems: [501, 503],
    handle: async ({ scope, id, query, reply }) => {
      const kpiId: KpiId = id('kpi_id')
      const choice = readChoice(query)
      return sendPdf(
        reply,
        'indicateur',
        await press.paper(await database.read(scope, (tx) => readKpiReport(tx, kpiId, choice))),
      )
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/meetings/{meeting_id}/minutes.pdf',
    permission: 'meeting.read',
    operation_id: 'getMinutesPdf',
    summary: 'Le compte rendu d’une réunion (PDF/A-2a)',
    tag,
    answers: { 200: Bytes },
    produces: 'application/pdf',
    problems: [501, 503],
    handle: async ({ scope, id, reply }) =>
      sendPdf(
        reply,
        'compte-rendu',
        await press.paper(await database.read(scope, (tx) => readMinutes(tx, id('meeting_id')))),
      ),
  })
  addChartRoute(app, services)
}

function addChartRoute(app: FastifyInstance, { database, press }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/chart.svg',
    permission: 'kpi.read',
    operation_id: 'getKpiChart',
    summary: 'Le graphique d’un indicateur, tel que sa page le montre (SVG)',
    tag,
    query: ChartQuery,
    answers: { 200: Type.String({ contentMediaType: 'image/svg+xml' }) },
    produces: 'image/svg+xml',
    problems: [503],
    handle: async ({ scope, id, query: { view = 'course', ...period }, reply }) => {
      const kpiId: KpiId = id('kpi_id')
      const choice = readChoice(period)
      const { spec } = await database.read(scope, (tx) => readKpiChart(tx, kpiId, { view, choice }))
      reply.type('image/svg+xml; charset=utf-8')
      return press.chart(spec)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/chart.png',
    permission: 'kpi.read',
    operation_id: 'getKpiPicture',
    summary: 'Le même graphique en image, avec son titre et sa légende, pour un diaporama ou un courriel (PNG)',
    tag,
    query: ChartQuery,
    answers: { 200: Type.String({ contentMediaType: 'image/png' }) },
    produces: 'image/png',
    problems: [501, 503],
    handle: async ({ scope, id, query: { view = 'course', ...period }, reply }) => {
      const kpiId: KpiId = id('kpi_id')
      const choice = readChoice(period)
      const request = await database.read(scope, (tx) => readKpiPicture(tx, kpiId, { view, choice }))
      reply.type('image/png')
      return press.picture(request)
    },
  })
}

function sendPdf(reply: FastifyReply, name: string, file: Buffer): Buffer {
  reply.type('application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`)
  return file
}
