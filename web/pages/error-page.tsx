// A page that failed, and an address that leads nowhere.
import { Button } from '@mantine/core'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHeader } from '../components/page-header.tsx'
import { EmptyState, ErrorState } from '../components/states.tsx'
import { useT } from '../i18n/use-i18n.tsx'
import { ApiProblem } from '../problem.ts'

export function ErrorPage({ error, reset }: ErrorComponentProps): ReactNode {
  const t = useT()
  const router = useRouter()
  const boundary = useQueryErrorResetBoundary()
  const retry = (): void => {
    boundary.reset()
    reset()
    void router.invalidate()
  }
  if (error instanceof ApiProblem && error.status === 404) return <NotFoundPage />
  return (
    <div className="page-alone">
      <PageHeader title={t('error.title')} verdict={t('error.verdict')} />
      <ErrorState error={error} retry={retry} />
    </div>
  )
}

export function NotFoundPage(): ReactNode {
  const t = useT()
  return (
    <div className="page-alone">
      <PageHeader title={t('notFound.title')} />
      <EmptyState
        title={t('notFound.what')}
        text={t('notFound.text')}
        action={
          <Button component={Link} to="/" variant="default">
            {t('notFound.home')}
          </Button>
        }
      />
    </div>
  )
}
