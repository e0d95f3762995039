// The server calls of groups, of their roll-up, and of templates.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Group, Template, TemplateSummary, Tree } from '../structure-schemas.ts'
import { keys } from './keys.ts'

export const groupsQuery = queryOptions({
  queryKey: keys.groups,
  queryFn: async ({ signal }) => (await get<{ readonly items: readonly Group[] }>('/groups', { signal })).items,
})

export const treeQuery = queryOptions({
  queryKey: [...keys.reporting, 'tree'],
  queryFn: ({ signal }) => get<Tree>('/reporting/tree', { signal }),
})

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  staleTime: Infinity,
  queryFn: async ({ signal }) =>
    (await get<{ readonly items: readonly TemplateSummary[] }>('/templates', { signal })).items,
})

export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.templates, id],
    staleTime: Infinity,
    queryFn: ({ signal }) => get<Template>(`/templates/${encodeURIComponent(id)}`, { signal }),
  })
