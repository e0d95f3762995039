// What Menuiserie Bréval, a joinery of forty people, steers by: its dashboards, KPIs, values, actions and comments.
// Values are told by how many periods ago they are, so that the demo always ends yesterday.
import type { Series } from './rules/demo-series.ts'
import type { NewAction, NewDashboard, NewKpi } from './schemas.ts'

export type Person = 'claire' | 'karim' | 'sophie' | 'paul'

export interface DemoAction extends Omit<
  NewAction,
  'owner_id' | 'due_date' | 'status' | 'accountable_id' | 'effective_on'
> {
  readonly owner: Person | null
  readonly accountable?: Person
  /** Days from today on which its effect began. */
  readonly effective_in?: number
  /** Days from today; null without due date. */
  readonly due_in: number | null
  readonly status: NonNullable<NewAction['status']>
  readonly comments?: readonly DemoComment[]
}

export interface DemoComment {
  readonly author: Person
  readonly content: string
}

export interface DemoKpi extends NewKpi {
  readonly code: string
  readonly owner: Person
  readonly series: Series
  /** Thresholds before they were changed, and how many periods ago that was. */
  readonly earlier?: {
    readonly threshold_green: number
    readonly threshold_orange: number
    readonly threshold_red: number
    readonly changed_ago: number
  }
  /** Remark on the last value. */
  readonly remark?: string
  readonly actions?: readonly DemoAction[]
  readonly comments?: readonly DemoComment[]
}

export interface DemoDashboard extends Omit<NewDashboard, 'owner_id' | 'team_id'> {
  readonly owner: Person
  readonly team?: 'atelier'
  readonly kpis: readonly DemoKpi[]
}

const production: DemoDashboard = {
  title: 'Production',
  process_name: 'Fabrication',
  description: 'L’atelier, du débit du bois à la finition.',
  owner: 'karim',
  kpis: [
    {
      code: 'PROD-TRS',
      name: 'Taux de rendement synthétique',
      unit: '%',
      frequency: 'WEEKLY',
      direction: 'UP_IS_BETTER',
      threshold_green: 75,
      threshold_orange: 65,
      threshold_red: 55,
      aggregation: 'AVERAGE',
      owner: 'karim',
      series: { kind: 'line', count: 78, start: 58, wobble: 3, decimals: 1, recent: [66.5, 68, 70.5, 69.8, 72, 73.6] },
    },
    {
      code: 'PROD-DELAI',
      name: 'Délai moyen de fabrication',
      unit: 'jours',
      frequency: 'MONTHLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 12,
      threshold_orange: 15,
      threshold_red: 20,
      aggregation: 'AVERAGE',
      owner: 'karim',
      series: { kind: 'line', count: 24, start: 13, wobble: 0.8, decimals: 1, recent: [13.2, 13.9, 14.6, 15.8, 16.9] },
      earlier: { threshold_green: 15, threshold_orange: 18, threshold_red: 24, changed_ago: 8 },
      remark: 'Centrale d’usinage arrêtée quatre jours.',
      actions: [
        {
          title: 'Réorganiser la file de la centrale d’usinage',
          description: 'Regrouper les séries par essence de bois pour diviser par deux les réglages.',
          owner: 'karim',
          due_in: 4,
          progress: 40,
          status: 'IN_PROGRESS',
        },
      ],
      comments: [
        {
          author: 'claire',
          content: 'Les seuils sont resserrés : nos clients attendent désormais trois semaines au plus.',
        },
        {
          author: 'karim',
          content: 'La centrale est la cause des deux derniers mois. Le devis de maintenance est signé.',
        },
      ],
    },
    {
      code: 'PROD-CHARGE',
      name: 'Taux de charge de l’atelier',
      unit: '%',
      frequency: 'WEEKLY',
      direction: 'RANGE_IS_BEST',
      green_min: 80,
      green_max: 95,
      orange_min: 70,
      orange_max: 105,
      aggregation: 'AVERAGE',
      owner: 'paul',
      series: { kind: 'line', count: 52, start: 82, wobble: 6, decimals: 0, recent: [90, 94, 97, 101, 99] },
    },
    {
      code: 'PROD-REBUT',
      name: 'Taux de rebut bois',
      unit: '%',
      frequency: 'MONTHLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 4,
      threshold_orange: 6,
      threshold_red: 9,
      aggregation: 'AVERAGE',
      owner: 'karim',
      series: { kind: 'line', count: 24, start: 8.6, wobble: 0.5, decimals: 1, recent: [5.1, 4.8, 4.2, 3.9, 3.7] },
      actions: [
        {
          title: 'Recalibrer la scie à format',
          owner: 'paul',
          due_in: -70,
          progress: 100,
          status: 'DONE',
          accountable: 'claire',
          effective_in: -130,
          cause: 'Le guide de coupe était usé : personne ne le contrôlait.',
          comments: [{ author: 'paul', content: 'Fait avec le fournisseur, contrôle à refaire tous les six mois.' }],
        },
      ],
    },
  ],
}

const logistics: DemoDashboard = {
  title: 'Logistique',
  process_name: 'Flux',
  description: 'Du stock de bois à la livraison sur chantier.',
  owner: 'sophie',
  kpis: [
    {
      code: 'LOG-SERVICE',
      name: 'Taux de service client',
      unit: '%',
      frequency: 'MONTHLY',
      direction: 'UP_IS_BETTER',
      threshold_green: 95,
      threshold_orange: 90,
      threshold_red: 80,
      aggregation: 'AVERAGE',
      owner: 'sophie',
      series: { kind: 'line', count: 24, start: 97, wobble: 0.9, decimals: 1, recent: [95.4, 94.2, 92.6, 90.8, 88.4] },
      remark: 'Onze commandes livrées après la date promise.',
      actions: [
        {
          title: 'Contractualiser un second transporteur pour le Sud',
          description: 'Trois devis demandés ; comparer les délais garantis, pas seulement les prix.',
          owner: 'paul',
          due_in: -9,
          progress: 60,
          status: 'IN_PROGRESS',
          comments: [{ author: 'sophie', content: 'Deux devis reçus sur trois, relance faite hier.' }],
        },
      ],
      comments: [
        { author: 'claire', content: 'Troisième mois de baisse : que faut-il pour repasser au vert avant l’été ?' },
        {
          author: 'sophie',
          content: 'Un second transporteur, et une date promise calculée sur la charge réelle de l’atelier.',
        },
      ],
    },
    {
      code: 'LOG-STOCK',
      name: 'Valeur du stock de bois',
      unit: '€',
      frequency: 'MONTHLY',
      direction: 'RANGE_IS_BEST',
      green_min: 140_000,
      green_max: 180_000,
      orange_min: 120_000,
      orange_max: 210_000,
      aggregation: 'LAST',
      owner: 'sophie',
      series: {
        kind: 'line',
        count: 24,
        start: 205_000,
        wobble: 9_000,
        decimals: 0,
        recent: [181_500, 176_200, 171_900, 168_450],
      },
    },
    {
      code: 'LOG-TRANSPORT',
      name: 'Coût de transport par commande',
      unit: '€',
      frequency: 'QUARTERLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 45,
      threshold_orange: 55,
      threshold_red: 70,
      aggregation: 'AVERAGE',
      owner: 'sophie',
      series: { kind: 'line', count: 8, start: 44, wobble: 1.5, decimals: 2, recent: [48.9, 51.35, 52.8] },
      actions: [
        { title: 'Grouper les livraisons du lundi', owner: 'sophie', due_in: -30, progress: 10, status: 'CANCELLED' },
      ],
    },
    {
      code: 'LOG-ECART',
      name: 'Écarts d’inventaire',
      unit: 'nb',
      frequency: 'HALF_YEARLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 10,
      threshold_orange: 20,
      threshold_red: 40,
      aggregation: 'SUM',
      owner: 'paul',
      series: { kind: 'line', count: 4, start: 27, wobble: 1, decimals: 0, recent: [22, 14, 8] },
    },
  ],
}

const quality: DemoDashboard = {
  title: 'Qualité et sécurité',
  process_name: 'Qualité',
  description: 'Réservé à l’atelier : réclamations, poses et accidents.',
  owner: 'paul',
  visibility: 'TEAM',
  team: 'atelier',
  kpis: [
    {
      code: 'QUAL-RECLAM',
      name: 'Réclamations clients',
      unit: 'nb',
      frequency: 'MONTHLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 3,
      threshold_orange: 6,
      threshold_red: 10,
      aggregation: 'SUM',
      owner: 'paul',
      series: { kind: 'line', count: 24, start: 6, wobble: 2, decimals: 0, recent: [11, 9, 8, 6, 4] },
      actions: [{ title: 'Contrôle photo avant expédition', owner: 'karim', due_in: 25, progress: 0, status: 'OPEN' }],
    },
    {
      code: 'QUAL-POSE',
      name: 'Poses conformes du premier coup',
      unit: '%',
      frequency: 'WEEKLY',
      direction: 'UP_IS_BETTER',
      threshold_green: 92,
      threshold_orange: 85,
      threshold_red: 75,
      aggregation: 'AVERAGE',
      owner: 'paul',
      // nobody has entered last week yet: it is what “saisies en retard” shows
      series: { kind: 'line', count: 78, start: 88, wobble: 3, decimals: 1, recent: [90.2, 89.1, 87.5, 86, null] },
    },
    {
      code: 'SECU-JOURS',
      name: 'Jours sans accident avec arrêt',
      unit: 'jours',
      frequency: 'DAILY',
      direction: 'UP_IS_BETTER',
      threshold_green: 60,
      threshold_orange: 30,
      threshold_red: 7,
      aggregation: 'LAST',
      owner: 'karim',
      series: { kind: 'counter', count: 75, reset_ago: 42, before: 118 },
    },
    {
      code: 'SECU-AT',
      name: 'Accidents avec arrêt',
      unit: 'nb',
      frequency: 'YEARLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 0,
      threshold_orange: 2,
      threshold_red: 5,
      aggregation: 'SUM',
      owner: 'paul',
      series: { kind: 'line', count: 3, start: 5, wobble: 0, decimals: 0, recent: [5, 3, 1] },
    },
  ],
}

const people: DemoDashboard = {
  title: 'Ressources humaines',
  process_name: 'Ressources humaines',
  description: 'Visible de la direction seule.',
  owner: 'claire',
  visibility: 'PRIVATE',
  kpis: [
    {
      code: 'RH-ABS',
      name: 'Taux d’absentéisme',
      unit: '%',
      frequency: 'MONTHLY',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 4,
      threshold_orange: 6,
      threshold_red: 8,
      aggregation: 'AVERAGE',
      owner: 'claire',
      series: {
        kind: 'line',
        count: 24,
        start: 3.6,
        wobble: 0.4,
        decimals: 1,
        recent: [4.8, 5.2, 5.9, 6.4],
        missing: [9],
      },
      actions: [
        {
          title: 'Entretien de retour après chaque absence',
          owner: 'claire',
          due_in: null,
          progress: 20,
          status: 'OPEN',
        },
      ],
    },
    {
      code: 'RH-FORM',
      name: 'Heures de formation par salarié',
      unit: 'h',
      frequency: 'QUARTERLY',
      direction: 'UP_IS_BETTER',
      threshold_green: 5,
      threshold_orange: 3,
      threshold_red: 1,
      aggregation: 'AVERAGE',
      owner: 'claire',
      series: { kind: 'line', count: 8, start: 2.5, wobble: 0.4, decimals: 1, recent: [4.1, 4.6, 5.5] },
    },
    {
      code: 'RH-EFFECTIF',
      name: 'Effectif',
      unit: 'nb',
      frequency: 'MONTHLY',
      direction: 'UP_IS_BETTER',
      aggregation: 'LAST',
      owner: 'claire',
      series: { kind: 'line', count: 24, start: 36, wobble: 0, decimals: 0, recent: [40, 40, 41, 41] },
    },
  ],
}

export const demoDashboards: readonly DemoDashboard[] = [production, logistics, quality, people]
