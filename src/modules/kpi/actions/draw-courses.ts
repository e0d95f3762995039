// Draws the pictures of letters. A letter is more than its pictures: what cannot be drawn is logged and left out.
import type { LetterPicture } from '#kernel/notifications/mail.ts'
import { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import type { ChartSpec } from '#kernel/chart/chart-spec.ts'
import { statusNames } from '../documents/words.ts'
import type { KpiId } from '../queries/kpis.ts'
import { coursePixels, digestCourse } from '../rules/digest-course.ts'
import type { DigestCourse } from '../rules/digest-course.ts'

/** The chart of a KPI that a letter is to show. */
export interface LetterChart {
  readonly kpi_id: KpiId
  readonly name: string
  readonly spec: ChartSpec
}

export interface DrawnCourses {
  readonly courses: ReadonlyMap<string, DigestCourse>
  readonly pictures: readonly LetterPicture[]
}

/** Draws for one round of letters: the same chart for several people once. */
export interface Draughtsman {
  readonly draw: (charts: readonly LetterChart[]) => Promise<DrawnCourses>
}

const pictureBytesMax = 40_000
/** Pixels per pixel: sharp if it is light enough, plain otherwise. */
const scales = [2, 1]
const letterMsMax = 20_000
/** Pictures kept during a round: 4 MB. */
const keptMax = 100

export function createDraughtsman({ press, log }: Pick<Services, 'press' | 'log'>): Draughtsman {
  const kept = new Map<string, Buffer | null>()
  let isDown = false
  const drawOnce = async (spec: ChartSpec): Promise<Buffer | null> => {
    for (const scale of scales) {
      const picture = await press.picture({ spec, size: coursePixels, heading: [], words: statusNames, scale })
      if (picture.length <= pictureBytesMax) return picture
    }
    log.warn({ labels: spec.labels.length }, 'a picture is too large for a letter')
    return null
  }
  const draw = async ({ spec, kpi_id }: LetterChart, until: number): Promise<Buffer | null> => {
    const key = JSON.stringify(spec)
    const known = kept.get(key)
    if (known !== undefined) return known
    if (isDown || Date.now() > until) return null
    try {
      const picture = await drawOnce(spec)
      if (kept.size >= keptMax) kept.clear()
      kept.set(key, picture)
      return picture
    } catch (error) {
      // Without a library, or too slow for one, the press is so for the next letter too.
      isDown = error instanceof Problem && error.status >= 500
      log.warn({ kpi_id, reason: String(error), gave_up: isDown }, 'a letter goes without a picture')
      return null
    }
  }
  return {
    draw: async (charts) => {
      const until = Date.now() + letterMsMax
      const courses = new Map<string, DigestCourse>()
      const pictures: LetterPicture[] = []
      for (const chart of charts) {
        const { kpi_id, name, spec } = chart
        const bytes = await draw(chart, until)
        const cid = `${kpi_id}@socle`
        if (bytes !== null)
          pictures.push({ cid, name: `graphique-${pictures.length + 1}.png`, media_type: 'image/png', bytes })
        courses.set(kpi_id, digestCourse(name, spec, bytes === null ? null : `cid:${cid}`))
      }
      return { courses, pictures }
    },
  }
}
