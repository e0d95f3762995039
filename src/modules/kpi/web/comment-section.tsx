// The discussion about a KPI or an action.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { del } from '#web/api.ts'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useProblemToast } from '#web/components/use-problem-toast.ts'
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import { rowsOf } from '#web/queries.ts'
import type { Comment } from '../schemas.ts'
import { AttachButton, CommentFiles } from './comment-files.tsx'
import { CommentForm } from './comment-form.tsx'
import { deleteLater, useWithoutDeleted } from './deletions.ts'
import { refresh } from './keys.ts'
import { partsOf } from './mention-text.ts'
import type { KpiKey } from './messages-fr.ts'
import { commentsQuery, type CommentParent } from './queries.ts'
import './comment-files.css'

export function CommentSection({ parent }: { readonly parent: CommentParent }): ReactNode {
  const t = useT<KpiKey>()
  return (
    <section className="section">
      <h2>{t('kpi.comments.title')}</h2>
      <CommentList parent={parent} />
    </section>
  )
}

export function CommentList({ parent }: { readonly parent: CommentParent }): ReactNode {
  const t = useT<KpiKey>()
  const comments = useInfiniteQuery(commentsQuery(parent))
  const rows = useWithoutDeleted(rowsOf(comments.data))
  return (
    <div className="stack kpi-comments">
      {comments.isPending ? <LinesSkeleton lines={2} /> : null}
      {comments.isError ? <ErrorState error={comments.error} retry={() => void comments.refetch()} /> : null}
      {comments.isSuccess && rows.length === 0 ? <p className="quiet">{t('kpi.comments.none')}</p> : null}
      {rows.length === 0 ? null : (
        <ul className="plain-list lined">
          {rows.map((comment) => (
            <CommentItem key={comment.id} comment={comment} />
          ))}
        </ul>
      )}
      {comments.hasNextPage ? (
        <div>
          <Button
            variant="default"
            size="xs"
            loading={comments.isFetchingNextPage}
            onClick={() => void comments.fetchNextPage()}
          >
            {t('table.more')}
          </Button>
        </div>
      ) : null}
      <CommentForm parent={parent} />
    </div>
  )
}

function CommentItem({ comment }: { readonly comment: Comment }): ReactNode {
  const t = useT<KpiKey>()
  const format = useFormat()
  const queryClient = useQueryClient()
  const onFailure = useProblemToast()
  const remove = (): void =>
    deleteLater({
      id: comment.id,
      message: t('kpi.comments.deleted'),
      commit: async (options) => {
        await del(`/comments/${comment.id}`, options)
        await refresh(queryClient, 'comment')
      },
      onFailure,
    })
  return (
    <li className="kpi-comment">
      <p className="row">
        <strong>{comment.author_name}</strong>
        <time className="quiet small" dateTime={comment.created_at} title={format.instant(comment.created_at)}>
          {format.relative(comment.created_at)}
        </time>
        {comment.can_attach ? <AttachButton comment={comment} /> : null}
        {comment.can_delete ? (
          <Button
            className="kpi-comment-delete"
            variant="subtle"
            color="gray"
            size="compact-xs"
            aria-label={t('kpi.comments.deleteOf', { name: comment.author_name })}
            onClick={remove}
          >
            {t('action.delete')}
          </Button>
        ) : null}
      </p>
      <CommentText comment={comment} />
      <CommentFiles comment={comment} />
    </li>
  )
}

/** The words as written, with the names of those who were told standing out. */
function CommentText({ comment }: { readonly comment: Comment }): ReactNode {
  const names = comment.mentions.map(({ full_name }) => full_name)
  return (
    <p className="kpi-prose">
      {partsOf(comment.content, names).map(({ text, isMention }, index) =>
        isMention ? (
          <strong key={index} className="mention">
            {text}
          </strong>
        ) : (
          text
        ),
      )}
    </p>
  )
}
