// How the lists of KPI steering look as files: headers in the users' words, and values that import as they are.
import type { ListFile } from '#kernel/http/list-file.ts'

const statuses = { GREEN: 'Vert', ORANGE: 'Orange', RED: 'Rouge' } as const
const approvals = { PENDING: 'À valider', APPROVED: 'Validée' } as const
const frequencies = {
  DAILY: 'Quotidien',
  WEEKLY: 'Hebdomadaire',
  MONTHLY: 'Mensuel',
  QUARTERLY: 'Trimestriel',
  HALF_YEARLY: 'Semestriel',
  YEARLY: 'Annuel',
} as const

/** The import finds these columns by their headers; the KPI is named by its id, which no rename changes. */
const importColumns = {
  kpi_id: 'Id indicateur',
  period_label: 'Période',
  value: 'Valeur',
  comment: 'Commentaire',
} as const
const judgementColumns = { status: 'Statut', critical: 'Critique', explanation: 'Raison du statut' } as const
const rollupColumns = { status: 'Statut', status_explanation: 'Raison du statut' } as const
const nodeStatuses = { ...statuses, NO_DATA: 'Sans donnée', NO_THRESHOLD: 'Sans seuil' } as const
const tallyColumns = {
  kpi_count: 'Indicateurs',
  red: 'Rouges',
  orange: 'Orange',
  green: 'Verts',
  no_data: 'Sans donnée',
  no_threshold: 'Sans seuil',
  open_actions: 'Actions ouvertes',
  late_actions: 'Actions en retard',
} as const

export const valueFile: ListFile = {
  name: 'valeurs',
  columns: { ...importColumns, ...judgementColumns },
  words: { status: statuses },
}

export const dashboardValueFile: ListFile = {
  name: 'valeurs',
  columns: { kpi_code: 'Code', kpi_name: 'Indicateur', ...importColumns, unit: 'Unité', ...judgementColumns },
  words: { status: statuses },
}

export const dashboardFile: ListFile = {
  name: 'tableaux-de-bord',
  columns: {
    title: 'Tableau de bord',
    process_name: 'Processus',
    owner_name: 'Responsable',
    visibility: 'Visibilité',
    team_name: 'Équipe',
    ...rollupColumns,
    ...tallyColumns,
    id: 'Id',
  },
  words: {
    visibility: { ORGANIZATION: 'Organisation', TEAM: 'Équipe', PRIVATE: 'Privé' },
    status: nodeStatuses,
  },
}

export const overviewFile: ListFile = {
  name: 'vue-direction',
  columns: {
    title: 'Tableau de bord',
    process_name: 'Processus',
    ...rollupColumns,
    ...tallyColumns,
    dashboard_id: 'Id',
  },
  words: { status: nodeStatuses },
}

export const kpiFile: ListFile = {
  name: 'indicateurs',
  columns: {
    code: 'Code',
    name: 'Indicateur',
    unit: 'Unité',
    frequency: 'Fréquence',
    direction: 'Sens',
    threshold_green: 'Seuil vert',
    threshold_orange: 'Seuil orange',
    threshold_red: 'Rouge critique',
    green_min: 'Minimum vert',
    green_max: 'Maximum vert',
    orange_min: 'Minimum orange',
    orange_max: 'Maximum orange',
    owner_name: 'Responsable',
    is_active: 'Actif',
    latest_period_label: 'Dernière période',
    latest_value: 'Dernière valeur',
    latest_status: 'Statut',
    latest_explanation: 'Raison du statut',
    latest_provisional: 'Provisoire',
    latest_approval: 'Validation',
    missing_since: 'Manquante depuis',
    value_count: 'Valeurs',
    open_actions: 'Actions ouvertes',
    late_actions: 'Actions en retard',
    id: 'Id indicateur',
  },
  words: {
    frequency: frequencies,
    direction: {
      UP_IS_BETTER: 'Plus haut est mieux',
      DOWN_IS_BETTER: 'Plus bas est mieux',
      RANGE_IS_BEST: 'Dans une plage',
    },
    latest_status: statuses,
    latest_approval: approvals,
  },
}

export const actionFile: ListFile = {
  name: 'actions',
  columns: {
    title: 'Action',
    kpi_name: 'Indicateur',
    dashboard_title: 'Tableau de bord',
    owner_name: 'Responsable',
    due_date: 'Échéance',
    is_late: 'En retard',
    progress: 'Avancement (%)',
    status: 'État',
    description: 'Description',
    updated_at: 'Modifiée le',
    id: 'Id',
  },
  words: { status: { OPEN: 'À faire', IN_PROGRESS: 'En cours', DONE: 'Faite', CANCELLED: 'Abandonnée' } },
}

export const riskFile: ListFile = {
  name: 'risques',
  columns: {
    name: 'Indicateur',
    code: 'Code',
    dashboard_title: 'Tableau de bord',
    process_name: 'Processus',
    owner_name: 'Responsable',
    status: 'Statut',
    critical: 'Critique',
    value: 'Valeur',
    unit: 'Unité',
    period_label: 'Période',
    explanation: 'Raison du statut',
    provisional: 'Provisoire',
    approval: 'Validation',
    open_actions: 'Actions ouvertes',
    late_actions: 'Actions en retard',
    kpi_id: 'Id indicateur',
  },
  words: { status: statuses, approval: approvals },
}
