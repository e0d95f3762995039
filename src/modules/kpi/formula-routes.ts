// REST of formulas: how a KPI is computed from others.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { explainPeriod, readKpiFormula, tryFormula } from './actions/read-formula.ts'
import { recomputeDashboard } from './actions/recompute-dashboard.ts'
import { deleteFormula, replaceFormula } from './actions/replace-formula.ts'
import {
  ExplanationQuery,
  Formula,
  FormulaCheck,
  FormulaDraft,
  FormulaExplanation,
  NewFormula,
  Recomputation,
} from './formula-schemas.ts'
import { sentenceOf, toExplanationShape, toFormulaShape } from './formula-wire.ts'
import type { KpiId } from './queries/kpis.ts'
import { toNumber } from './rules/decimal.ts'

const tag = 'Calculs'

export function addFormulaRoutes(app: FastifyInstance, { database }: Services): void {
  addReadingRoutes(app, { database })
  endpoint(app, {
    method: 'PUT',
    path: '/kpis/{kpi_id}/formula',
    permission: 'formula.update',
    operation_id: 'replaceFormula',
    summary: 'Définit le calcul d’un indicateur et calcule toutes ses périodes',
    tag,
    body: NewFormula,
    answers: { 200: Formula },
    problems: [409],
    handle: ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      return database.transaction(scope, async (tx) => {
        await replaceFormula(tx, kpiId, body)
        const { kpi, computed, inputs } = await readKpiFormula(tx, kpiId)
        return toFormulaShape(scope, kpi, computed, inputs)
      })
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/kpis/{kpi_id}/formula',
    permission: 'formula.update',
    operation_id: 'deleteFormula',
    summary: 'Retire le calcul d’un indicateur ; les valeurs calculées restent comme des valeurs saisies',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteFormula(tx, id('kpi_id'))),
  })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards/{dashboard_id}/recomputations',
    permission: 'kpi.recompute',
    operation_id: 'recomputeDashboard',
    summary: 'Juge à nouveau toutes les valeurs d’un tableau de bord par les seuils en vigueur',
    tag: 'Tableaux de bord',
    answers: { 201: Recomputation },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => recomputeDashboard(tx, id('dashboard_id'))),
  })
}

function addReadingRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/formula',
    permission: 'formula.read',
    operation_id: 'getFormula',
    summary: 'Le calcul d’un indicateur, en mots et en termes',
    tag,
    answers: { 200: Formula },
    handle: ({ scope, id }) =>
      database.read(scope, async (tx) => {
        const { kpi, computed, inputs } = await readKpiFormula(tx, id('kpi_id'))
        return toFormulaShape(scope, kpi, computed, inputs)
      }),
  })
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/formula/explanation',
    permission: 'formula.read',
    operation_id: 'explainFormula',
    summary: 'Le calcul d’une période avec ses nombres, ou pourquoi il n’a pas de résultat',
    tag,
    query: ExplanationQuery,
    answers: { 200: FormulaExplanation },
    handle: ({ scope, id, query }) =>
      database.read(scope, async (tx) => toExplanationShape(await explainPeriod(tx, id('kpi_id'), query.period))),
  })
  endpoint(app, {
    method: 'POST',
    path: '/kpis/{kpi_id}/formula/checks',
    permission: 'formula.update',
    operation_id: 'checkFormula',
    summary: 'Essaie un calcul sans l’enregistrer : sa phrase, ses périodes, sa dernière valeur',
    tag,
    body: FormulaDraft,
    answers: { 200: FormulaCheck },
    handle: ({ scope, id, body }) =>
      database.read(scope, async (tx) => {
        const { formula, inputs, latest, ...counts } = await tryFormula(tx, id('kpi_id'), body)
        return {
          ...counts,
          sentence: sentenceOf(formula, inputs),
          latest_period_label: latest?.period.label ?? null,
          latest_value: latest === null ? null : toNumber(latest.value),
        }
      }),
  })
}
