// What is read again after a change, and what is not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { makeStale } from './stale.ts'

/** A query whose answers are given by hand. */
function observed(client: QueryClient, queryKey: readonly string[]) {
  const answers: ((text: string) => void)[] = []
  const observer = new QueryObserver<string>(client, {
    queryKey,
    staleTime: 10_000,
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  })
  const leave = observer.subscribe(() => undefined)
  return { answers, leave, read: () => observer.getCurrentResult().data }
}

const moment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a first answer that was under way when something changed is asked for once more', async () => {
  const client = new QueryClient()
  const list = observed(client, ['dashboards'])
  const other = observed(client, ['users'])
  const done = makeStale(client, ['dashboards'])
  list.answers[0]?.('before the change')
  other.answers[0]?.('people')
  await moment()
  assert.equal(list.answers.length, 2)
  list.answers[1]?.('after the change')
  await done
  assert.equal(list.read(), 'after the change')
  assert.equal(other.answers.length, 1)
  list.leave()
  other.leave()
  client.clear()
})

test('what has been read is read again once, and what failed is no failure of the change', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const list = observed(client, ['dashboards'])
  list.answers[0]?.('before')
  await moment()
  const failing = client.fetchQuery({ queryKey: ['broken'], queryFn: () => Promise.reject(new Error('no')) })
  const done = makeStale(client)
  await assert.rejects(failing, /no/)
  await moment()
  assert.equal(list.answers.length, 2)
  list.answers[1]?.('after')
  await done
  assert.equal(list.read(), 'after')
  list.leave()
  client.clear()
})
