// The parts of docs/accessibility/rgaa-4.1.md that are made from rgaa.json: result, sample and grid.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { conformityOf, criteriaOf } from '../web/accessibility/conformity.ts'
import type { Audit, Criterion, Verdict } from '../web/accessibility/conformity.ts'

const folder = join(import.meta.dirname, '../docs/accessibility')
const verdictWords: Readonly<Record<Verdict, string>> = { C: 'C', NC: '**NC**', NA: 'NA', AV: '**à vérifier**' }

/** The audit as it stands in the repository. */
export function readAudit(): Audit {
  return JSON.parse(readFileSync(join(folder, 'rgaa.json'), 'utf8')) as Audit
}

/** Counts and rate, in the words of an auditor. */
export function resultTable(audit: Audit): string {
  const { counts, rate, rateAtWorst } = conformityOf(audit)
  return [
    '| Référentiel | Date | Conformes | Non conformes | Non applicables | À vérifier | Taux C / (C + NC) | Si tout ce qui reste échouait |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${audit.standard} | ${audit.date} | ${counts.C} | ${counts.NC} | ${counts.NA} | ${counts.AV} | **${rate} %** | ${rateAtWorst} % |`,
  ].join('\n')
}

/** The audited pages, what they were audited with and in. */
export function sampleList(audit: Audit): string {
  const pages = audit.sample.map(({ name, path }) => `- ${name} : \`${path}\``)
  const lists = [
    ['Outils', audit.tools],
    ['Environnement', audit.environment],
    ['Technologies', audit.technologies],
  ] as const
  return [...pages, '', ...lists.map(([name, items]) => `- ${name} : ${items.join(' ; ')}`)].join('\n')
}

/** Every criterion, theme by theme. */
export function gridTables(audit: Audit): string {
  return audit.themes
    .map((name, index) =>
      [
        `### ${index + 1}. ${name}`,
        '',
        '| Critère | Objet | Verdict | Preuve | Reste à faire |',
        '| --- | --- | --- | --- | --- |',
        ...criteriaOf(audit, index + 1).map(gridRow),
      ].join('\n'),
    )
    .join('\n\n')
}

function gridRow({ number, title, verdict, evidence, reason = '', workaround = '' }: Criterion): string {
  const proofs = evidence.map(({ file, what, date }) => {
    const name = file.split('/').at(-1) ?? file
    return `[${name}](../../${file}) : ${what}${date === undefined ? '' : ` (relu le ${date})`}`
  })
  const left = [reason, workaround].filter((part) => part !== '').join(' ')
  return `| ${number} | ${title} | ${verdictWords[verdict]} | ${proofs.join('<br>')} | ${left} |`
}
