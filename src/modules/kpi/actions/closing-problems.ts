// The refusals of closing, in one place: several actions say them.
import { formatDayFr } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { Problem } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'

/** Dashboards that a refusal names. */
const namedMax = 5

/** A period that is closed, and where several are written at once, which. Only an ADMIN reopens it. */
export function periodLocked(lockedThrough: Day, errors?: readonly Violation[]): Problem {
  return new Problem(409, 'PERIOD_LOCKED', 'Cette période est close.', {
    detail: `Les périodes sont closes jusqu’au ${formatDayFr(lockedThrough)} inclus.`,
    ...(errors === undefined ? {} : { errors }),
    members: { locked_through: lockedThrough },
  })
}

/** An import that wrote to periods which these dashboards have closed since; the latest day stands in `locked_through`. */
export function undoLocked(closed: readonly { readonly title: string; readonly locked_through: Day }[]): Problem {
  const through = closed
    .map(({ locked_through }) => locked_through)
    .toSorted()
    .at(-1)
  const named = closed
    .slice(0, namedMax)
    .map(({ title, locked_through }) => `« ${title} » est clos jusqu’au ${formatDayFr(locked_through)} inclus`)
  const more = closed.length - named.length
  const others =
    more === 0 ? [] : [more === 1 ? '1 autre tableau de bord aussi' : `${more} autres tableaux de bord aussi`]
  return new Problem(409, 'PERIOD_LOCKED', 'Cette période est close.', {
    detail: `Rien n’est annulé : ${[...named, ...others].join(', ')}.`,
    members: { locked_through: through },
  })
}

/** Deleting a value would take its files along, and nobody said so; in a grid, at which cells. */
export function evidenceWouldGo(count: number, errors?: readonly Violation[]): Problem {
  const files = count === 1 ? 'Une pièce justificative partirait' : `${count} pièces justificatives partiraient`
  const way =
    errors === undefined
      ? 'confirmez la suppression avec with_evidence=true.'
      : 'supprimez la valeur sur la page de son indicateur.'
  return new Problem(409, 'EVIDENCE_WOULD_GO', 'Cette valeur a des pièces justificatives.', {
    detail: `${files} avec la valeur : ${way}`,
    ...(errors === undefined ? {} : { errors }),
    members: { evidence_count: count },
  })
}

/** Values that would be closed before somebody agreed to them. */
export function valuesPending(pending: number): Problem {
  const values = pending === 1 ? '1 valeur attend' : `${pending} valeurs attendent`
  return new Problem(409, 'VALUES_PENDING', 'Des valeurs de cette période sont à valider.', {
    detail: `${values} une validation : validez d’abord, puis clôturez.`,
    members: { pending },
  })
}
