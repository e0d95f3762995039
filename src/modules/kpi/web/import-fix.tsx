// What was understood of the file, with its evidence, and the means to correct it.
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import { recognisedColumns, withLayout, type ColumnRole, type ImportChoices } from './import-form.ts'
import { SavedMappings } from './import-mappings.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { ImportRun } from './use-import.ts'
import './messages-imports.ts'

const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
const delimiters = [';', ',', '\\t', '|'] as const
const roles: readonly ColumnRole[] = ['kpi', 'period', 'value', 'comment']

export function ImportFix({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="import-fix" aria-label={t('kpi.imports.understood')}>
      <h2>{t('kpi.imports.understood')}</h2>
      <SavedMappings run={run} />
      <div className="import-fields">
        <FileFields run={run} />
      </div>
      <h3>{t('kpi.imports.columns')}</h3>
      <div className="import-fields">
        <ColumnFields run={run} />
      </div>
      <h3>{t('kpi.imports.rules')}</h3>
      <div className="import-fields">
        <RuleFields run={run} />
      </div>
    </section>
  )
}

function FileFields({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  const { choices, choose, job } = run
  const detected = job?.detected
  const auto = (found: string | null | undefined): string =>
    found == null || found === '' ? t('kpi.imports.auto') : t('kpi.imports.detected', { found })
  const isText = job?.type !== 'EXCEL' && job?.type !== 'ODS'
  return (
    <>
      {isText ? (
        <>
          <NativeSelect
            size="xs"
            label={t('kpi.imports.encoding')}
            value={choices.encoding}
            onChange={(event) => choose({ encoding: event.currentTarget.value })}
            data={[{ value: '', label: auto(detected?.encoding) }, ...encodings]}
          />
          <NativeSelect
            size="xs"
            label={t('kpi.imports.delimiter')}
            value={choices.delimiter}
            onChange={(event) => choose({ delimiter: event.currentTarget.value })}
            data={[
              { value: '', label: auto(delimiterName(detected?.delimiter, t)) },
              ...delimiters.map((value) => ({ value, label: delimiterName(value, t) })),
            ]}
          />
        </>
      ) : (
        <NativeSelect
          size="xs"
          label={t('kpi.imports.sheet')}
          value={choices.sheet}
          onChange={(event) => choose({ sheet: event.currentTarget.value })}
          data={[{ value: '', label: auto(choices.sheet === '' ? detected?.sheet : null) }, ...run.sheets]}
        />
      )}
      <TextInput
        size="xs"
        label={t('kpi.imports.headerRow')}
        inputMode="numeric"
        placeholder={auto(detected?.header_row == null ? null : String(detected.header_row))}
        value={choices.header_row}
        onChange={(event) => choose({ header_row: event.currentTarget.value.replace(/\D/g, '') })}
      />
    </>
  )
}

function delimiterName(delimiter: string | null | undefined, t: ReturnType<typeof useT<KpiKey>>): string {
  if (delimiter == null || delimiter === '') return ''
  return delimiter === '\\t' || delimiter === '\t' ? t('kpi.imports.tab') : delimiter
}

function ColumnFields({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  const { choices, choose, headers } = run
  const recognised = recognisedColumns(headers, choices)
  const isMatrix = (choices.layout === '' ? recognised.layout : choices.layout) === 'matrix'
  const autoLabel = (role: ColumnRole): string => {
    if (choices[role] !== '') return t('kpi.imports.auto')
    if (recognised[role] !== '') return t('kpi.imports.detected', { found: recognised[role] })
    return role === 'comment' ? t('kpi.imports.noColumn') : t('kpi.imports.toChoose')
  }
  const found = recognised.layout === null ? '' : t(`kpi.imports.layout.${recognised.layout}`)
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('kpi.imports.layout')}
        value={choices.layout}
        onChange={(event) => choose(withLayout(headers, choices, event.currentTarget.value as ImportChoices['layout']))}
        data={[
          {
            value: '',
            label: choices.layout === '' && found !== '' ? t('kpi.imports.detected', { found }) : t('kpi.imports.auto'),
          },
          { value: 'long', label: t('kpi.imports.layout.long') },
          { value: 'matrix', label: t('kpi.imports.layout.matrix') },
        ]}
      />
      {(isMatrix ? (['kpi'] as const) : roles).map((role) => (
        <NativeSelect
          key={role}
          size="xs"
          label={t(`kpi.imports.role.${role}`)}
          value={choices[role]}
          onChange={(event) => choose({ [role]: event.currentTarget.value })}
          data={[{ value: '', label: autoLabel(role) }, ...headers]}
        />
      ))}
      {isMatrix && choices.layout === '' ? <FoundPeriods periods={recognised.periods} /> : null}
      {choices.layout === 'matrix' ? <PeriodColumns run={run} headers={headers} /> : null}
      <Checkbox
        size="xs"
        label={t('kpi.imports.fillDown')}
        checked={choices.fill_down}
        onChange={(event) => choose({ fill_down: event.currentTarget.checked })}
      />
    </>
  )
}

/** The period columns found by themselves, named by the first and the last. */
function FoundPeriods({ periods }: { readonly periods: readonly string[] }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <p className="small">
      {t('kpi.imports.foundPeriods', { count: periods.length })}{' '}
      <span className="quiet">{[...new Set([periods[0], periods.at(-1)])].join(' … ')}</span>
    </p>
  )
}

function PeriodColumns({ run, headers }: { readonly run: ImportRun; readonly headers: readonly string[] }): ReactNode {
  const t = useT<KpiKey>()
  const { choices, choose } = run
  const toggle = (header: string, on: boolean): void =>
    choose({ periods: headers.filter((one) => (one === header ? on : choices.periods.includes(one))) })
  return (
    <fieldset className="import-periods">
      <legend>{t('kpi.imports.periodColumns')}</legend>
      {choices.periods.length === 0 ? <p className="small import-missing">{t('kpi.imports.choosePeriods')}</p> : null}
      {headers
        .filter((header) => header !== choices.kpi)
        .map((header) => (
          <Checkbox
            key={header}
            size="xs"
            label={header}
            checked={choices.periods.includes(header)}
            onChange={(event) => toggle(header, event.currentTarget.checked)}
          />
        ))}
    </fieldset>
  )
}

function RuleFields({ run }: { readonly run: ImportRun }): ReactNode {
  const t = useT<KpiKey>()
  const { choices, choose } = run
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('kpi.imports.onDuplicate')}
        value={choices.on_duplicate}
        onChange={(event) => choose({ on_duplicate: event.currentTarget.value as ImportChoices['on_duplicate'] })}
        data={(['reject', 'overwrite', 'skip'] as const).map((value) => ({
          value,
          label: t(`kpi.imports.onDuplicate.${value}`),
        }))}
      />
      <NativeSelect
        size="xs"
        label={t('kpi.imports.mode')}
        value={choices.mode}
        onChange={(event) => choose({ mode: event.currentTarget.value as ImportChoices['mode'] })}
        data={(['all_or_nothing', 'valid_rows'] as const).map((value) => ({
          value,
          label: t(`kpi.imports.mode.${value}`),
        }))}
      />
    </>
  )
}
