// The one sentence that opens “Ma journée”: what is to be done first.

export interface DaySituation {
  readonly kpis: number
  readonly missing_values: number
  readonly red: number
  readonly late_actions: number
  readonly due_soon: number
  /** Open, and due later or on no day. */
  readonly other_actions: number
  readonly to_approve: number
}

/** “2 valeurs à saisir, 1 indicateur dans le rouge, 1 action en retard.” or “Tout est à jour.” */
export function dayVerdictOf(situation: DaySituation): string {
  const {
    missing_values: values,
    red,
    late_actions: late,
    due_soon: soon,
    to_approve: pending,
    other_actions: others,
  } = situation
  const parts = [
    values === 0 ? null : `${values} valeur${plural(values)} à saisir`,
    pending === 0 ? null : `${pending} valeur${plural(pending)} à valider`,
    red === 0 ? null : `${red} indicateur${plural(red)} dans le rouge`,
    late === 0 ? null : `${late} action${plural(late)} en retard`,
  ].filter((part) => part !== null)
  if (parts.length > 0) return `${parts.join(', ')}.`
  if (soon > 0) return `Tout est à jour. ${soon} action${plural(soon)} arrive${soon > 1 ? 'nt' : ''} à échéance.`
  if (situation.kpis > 0) return 'Tout est à jour.'
  if (others > 0)
    return `Rien ne presse : ${others} action${plural(others)} vous ${others > 1 ? 'sont' : 'est'} confiée${plural(others)}.`
  return 'Rien ne vous attend : aucun indicateur ni aucune action ne vous est confié.'
}

function plural(count: number): string {
  return count > 1 ? 's' : ''
}
