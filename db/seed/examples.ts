// The two files to try an import with, in the demo world: `node db/seed/examples.ts` writes them beside this file.
// They hold the archives of 2022, which the demo never covers: they can be imported on any day, once.
import { writeFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { ExportCell } from '#kernel/tabular/export-cell.ts'
import { writeXlsx } from '#kernel/tabular/write-xlsx.ts'

const csvName = 'exemple-import.csv'
const xlsxName = 'exemple-import.xlsx'

const csvHeader = 'Indicateur;Période;Valeur;Commentaire'
/** As people type it: names or codes, French numbers and periods, remarks with separators. */
const csvRows = [
  ['Taux de service client', 'janv-22', '93,5 %', ''],
  ['Taux de service client', 'févr-22', '94,2 %', ''],
  ['Taux de service client', 'mars-22', '91', 'Grève des transports ; « deux semaines »'],
  ['Taux de service client', '04/2022', '95,75', ''],
  ['Taux de service client', '2022-05', '96', ''],
  ['LOG-STOCK', 'janvier 2022', '152 300 €', ''],
  ['LOG-STOCK', 'février 2022', '149\u00A0850,50 €', 'Inventaire tournant'],
  ['LOG-STOCK', '15/03/2022', '161 200', ''],
  ['Coût de transport par commande', 'T1 2022', '41,20', ''],
  ['Coût de transport par commande', '2022-T2', '43,9', 'Hausse du gazole'],
  ['Taux de rendement synthétique', '2022-S05', '61,4', ''],
  ['Taux de rendement synthétique', 'S06 2022', '62,8', 'Scie n° 2 à l’arrêt, œuvre en sous-traitance'],
  ['PROD-CHARGE', '2022-W07', '88', ''],
  ['Écarts d’inventaire', 'S1 2022', '31', ''],
  ['Accidents avec arrêt', '2022', '4', 'Dont un trajet'],
] as const

const xlsxRows: readonly (readonly ExportCell[])[] = [
  ['Code', 'Période', 'Valeur', 'Commentaire'],
  ...Array.from({ length: 12 }, (_, index): readonly ExportCell[] => [
    'PROD-DELAI',
    { day: `2022-${String(index + 1).padStart(2, '0')}-01` },
    { decimal: String(13 + ((index * 7) % 5) / 2) },
    index === 7 ? 'Fermeture d’août : deux semaines' : null,
  ]),
  ...Array.from({ length: 12 }, (_, index): readonly ExportCell[] => [
    'RH-EFFECTIF',
    { day: `2022-${String(index + 1).padStart(2, '0')}-01` },
    34 + Math.floor(index / 5),
    null,
  ]),
]

/** A file as a French spreadsheet saves it: Windows-1252, semicolons, CRLF. */
export function exampleCsv(): Buffer {
  return windows1252([csvHeader, ...csvRows.map((row) => row.map(quoted).join(';')), ''].join('\r\n'))
}

/** A workbook with real dates and numbers. */
export function exampleXlsx(): Promise<Buffer> {
  return buffer(writeXlsx(xlsxRows, { sheet: 'Archives 2022' }))
}

function quoted(text: string): string {
  return /[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The characters above ASCII that these texts use and Latin-1 does not have. */
const windowsBytes: Readonly<Record<string, number>> = { '€': 0x80, '’': 0x92, œ: 0x9c }

function windows1252(text: string): Buffer {
  return Buffer.from(
    Array.from(text, (character) => {
      const byte = windowsBytes[character] ?? character.codePointAt(0) ?? 0
      if (byte > 0xff) throw new RangeError(`Windows-1252 has no ${character}.`)
      return byte
    }),
  )
}

if (import.meta.main) {
  await writeFile(new URL(csvName, import.meta.url), exampleCsv())
  await writeFile(new URL(xlsxName, import.meta.url), await exampleXlsx())
}
