// The one sentence that opens the direction view: what is wrong first, then what is late.

/** Numbers of KPIs by current status, of entries and of actions that are late. */
export interface Situation {
  readonly green: number
  readonly orange: number
  readonly red: number
  readonly no_data: number
  readonly no_threshold: number
  readonly missing_values: number
  readonly late_actions: number
}

/** Sums a situation up: “3 indicateurs dans le rouge, 2 saisies en retard, 1 action en retard.” */
export function verdictOf(situation: Situation): string {
  const { green, orange, red, no_data, no_threshold } = situation
  if (green + orange + red + no_data + no_threshold === 0)
    return sentence(['Aucun indicateur à suivre', ...late(situation)])
  return sentence([...state(situation), ...late(situation)])
}

/** Reds, or in their absence the next worst news; a good one only when it is the whole truth. */
function state({ green, orange, red, no_data, no_threshold }: Situation): readonly string[] {
  if (red > 0) return [`${counted(red, 'indicateur')} dans le rouge`]
  if (orange > 0) return ['Aucun indicateur dans le rouge', `${orange} à l’orange`]
  if (green === 0 && no_threshold === 0) return ['Aucun indicateur n’a de valeur à jour']
  if (green === 0) return ['Aucun indicateur à jour n’a de seuil']
  if (no_data > 0 || no_threshold > 0) return [`Aucun indicateur dans le rouge ni à l’orange`, `${green} au vert`]
  return [green === 1 ? 'Le seul indicateur est au vert' : `Les ${green} indicateurs sont au vert`]
}

function late({ missing_values, late_actions }: Situation): readonly string[] {
  const entries = missing_values === 0 ? [] : [`${counted(missing_values, 'saisie')} en retard`]
  const actions = late_actions === 0 ? [] : [`${counted(late_actions, 'action')} en retard`]
  return [...entries, ...actions]
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count > 1 ? 's' : ''}`
}

function sentence(parts: readonly string[]): string {
  return `${parts.join(', ')}.`
}
