// The audit: who did what, when, what it replaced, and whether the chain is whole.
import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { DataTable, type Column } from '../components/data-table.tsx'
import { Dialog } from '../components/dialog.tsx'
import { PageHeader } from '../components/page-header.tsx'
import { Notice, ProblemNotice } from '../components/problem-notice.tsx'
import { EmptyState, ErrorState } from '../components/states.tsx'
import { Changes } from '../components/timeline.tsx'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import { ApiProblem } from '../problem.ts'
import { auditQuery, auditVerifyQuery, rowsOf, type AuditEntry } from '../queries.ts'
import { useUrlSearch } from '../url-param.ts'
import { AuditFilters } from './audit-filters.tsx'
import { useActWords } from './use-act-words.ts'
import { useMemberNames } from './use-member-names.ts'
import './audit-page.css'

export function AuditPage(): ReactNode {
  const t = useT()
  const { from, to, actor_id, action, entity_id } = useUrlSearch()
  const audit = useInfiniteQuery(auditQuery({ from, to, actor_id, action, entity_id }))
  const verification = useQuery(auditVerifyQuery)
  const [shown, setShown] = useState<AuditEntry | null>(null)
  const columns = useColumns()
  const verify = (
    <Button
      variant="default"
      leftSection={<IconShieldCheck size={16} stroke={1.5} />}
      loading={verification.isFetching}
      onClick={() => void verification.refetch()}
    >
      {t('audit.verify')}
    </Button>
  )
  return (
    <div className="full-width">
      <PageHeader title={t('audit.title')} verdict={t('audit.verdict')} action={verify} />
      <Verdict />
      {/* They stay beside an error: half an identifier is refused while the rest of it is typed. */}
      {isForbidden(audit.error) ? null : <AuditFilters />}
      {audit.isError ? (
        <ErrorState error={audit.error} retry={() => void audit.refetch()} />
      ) : (
        <DataTable
          id="audit"
          caption={t('audit.title')}
          columns={columns}
          rows={rowsOf(audit.data)}
          rowKey={(entry) => String(entry.seq)}
          loading={audit.isPending}
          csv="audit"
          file={{ path: '/audit', query: { from, to, actor_id, action, entity_id } }}
          empty={<EmptyState title={t('audit.none')} text={t('audit.noneText')} />}
          rowActions={(entry) => (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              aria-label={`${t('audit.details')}, ${t('audit.detailsOf', { seq: String(entry.seq) })}`}
              onClick={() => setShown(entry)}
            >
              {t('audit.details')}
            </Button>
          )}
          more={{
            available: audit.hasNextPage,
            loading: audit.isFetchingNextPage,
            load: () => void audit.fetchNextPage(),
          }}
        />
      )}
      {shown === null ? null : <EntryDialog entry={shown} close={() => setShown(null)} />}
    </div>
  )
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 403
}

function Verdict(): ReactNode {
  const t = useT()
  const { data, error, isFetching } = useQuery(auditVerifyQuery)
  if (isFetching || (data === undefined && error === null)) return null
  if (data === undefined) return <ProblemNotice error={error} />
  if (!data.ok) {
    return (
      <div className="notice audit-result" data-tone="problem" role="alert">
        <p className="notice-title">{t('audit.broken', { seq: String(data.first_broken) })}</p>
        <p>{t('audit.brokenText')}</p>
      </div>
    )
  }
  return (
    <div className="audit-result">
      <Notice tone="good" title={t('audit.whole', { count: data.entries })}>
        {data.head === null ? null : (
          <p className="small">
            {t('audit.head')} <code>{data.head}</code>
          </p>
        )}
      </Notice>
    </div>
  )
}

function useColumns(): readonly Column<AuditEntry>[] {
  const t = useT()
  const format = useFormat()
  const nameOf = useMemberNames()
  const { nameOf: nameOfAct } = useActWords()
  const subjectOf = (entry: AuditEntry): string | null => (entry.entity_gone ? t('audit.gone') : entry.entity_name)
  const actor = (entry: AuditEntry): string => (entry.actor_id === null ? t('audit.system') : nameOf(entry.actor_id))
  return [
    { id: 'seq', header: t('audit.seq'), cell: (entry) => entry.seq, value: (entry) => entry.seq, width: '72px' },
    {
      id: 'at',
      header: t('audit.at'),
      cell: (entry) => <span className="nowrap">{format.instant(entry.at)}</span>,
      value: (entry) => entry.at,
    },
    { id: 'actor', header: t('audit.actor'), cell: actor, value: actor },
    {
      id: 'action',
      header: t('audit.action'),
      cell: (entry) => <span title={entry.action}>{nameOfAct(entry.action)}</span>,
      value: (entry) => nameOfAct(entry.action),
    },
    { id: 'entity', header: t('audit.entity'), cell: (entry) => <Subject entry={entry} />, value: subjectOf },
    {
      id: 'summary',
      header: t('audit.summary'),
      cell: (entry) => entry.summary ?? '',
      value: (entry) => entry.summary,
    },
  ]
}

/** What it is called today: the audit itself keeps no names. */
function Subject({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const t = useT()
  const name = entry.entity_gone ? <span className="quiet">{t('audit.gone')}</span> : entry.entity_name
  return <span title={entry.entity}>{name}</span>
}

function EntryDialog({ entry, close }: { readonly entry: AuditEntry; readonly close: () => void }): ReactNode {
  const t = useT()
  const format = useFormat()
  const { nameOf } = useActWords()
  return (
    <Dialog opened close={close} title={t('audit.detailsOf', { seq: String(entry.seq) })} size="lg">
      <div className="stack">
        <p>
          <strong>{nameOf(entry.action)}</strong> <code>{entry.action}</code> · {format.instant(entry.at)}
        </p>
        {entry.entity_name === null ? null : (
          <p>
            {t('audit.entity')} : <Subject entry={entry} />
          </p>
        )}
        {entry.summary === null ? null : <p>{entry.summary}</p>}
        <Changes before={entry.before} after={entry.after} />
        <TextInput label={t('audit.entityId')} value={entry.entity_id ?? '–'} readOnly size="xs" />
        <TextInput label={t('audit.hash')} value={entry.hash} readOnly size="xs" />
        <TextInput label={t('audit.previousHash')} value={entry.prev_hash} readOnly size="xs" />
      </div>
    </Dialog>
  )
}
