// Creating a group; naming it, moving it, choosing its rule; deleting it without losing what it holds.
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { del, patch, post } from '#web/api.ts'
import { Dialog } from '#web/components/dialog.tsx'
import { SelectField, TextField } from '#web/components/fields.tsx'
import { FormView } from '#web/components/form.tsx'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { useForm, useRequired, withoutUndefined } from '#web/components/use-form.ts'
import { useT } from '#web/i18n/use-i18n.tsx'
import { showToast } from '#web/toasts.ts'
import { checkParent } from '../rules/group-tree.ts'
import type { Group, TreeNode } from '../structure-schemas.ts'
import { groupPaths } from './dashboard-outline.ts'
import { useWeightFault, WeightField } from './group-fields.tsx'
import { refresh } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'

export interface GroupDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly groups: readonly Group[]
  /** Left out: a new one. */
  readonly group?: Group
  /** Where a new one is to stand. */
  readonly parentId?: string
}

export function GroupDialog({ opened, close, ...props }: GroupDialogProps): ReactNode {
  const t = useT<KpiKey>()
  return (
    <Dialog
      opened={opened}
      close={close}
      title={props.group === undefined ? t('kpi.groups.create') : t('kpi.groups.edit')}
    >
      <GroupForm close={close} {...props} />
    </Dialog>
  )
}

const rules = ['WORST', 'WEIGHTED'] as const

function GroupForm(props: Omit<GroupDialogProps, 'opened'>): ReactNode {
  const { close, groups, group } = props
  const t = useT<KpiKey>()
  const form = useGroupForm(props)
  const parents = groupPaths(groups).filter(({ id }) => checkParent(groups, group?.id ?? null, id) === null)
  const rule = form.values.rollup_rule === 'WEIGHTED' ? 'WEIGHTED' : 'WORST'
  return (
    <FormView form={form} submitLabel={group === undefined ? t('kpi.groups.create') : t('action.save')} cancel={close}>
      <TextField
        form={form}
        name="name"
        label={t('kpi.field.name')}
        help={t('kpi.groups.nameHelp')}
        required
        autoFocus
        maxLength={120}
      />
      <SelectField
        form={form}
        name="parent_id"
        label={t('kpi.groups.parent')}
        choices={parents.map(({ id, path }) => ({ value: id, label: path }))}
        emptyLabel={t('kpi.groups.top')}
      />
      <SelectField
        form={form}
        name="rollup_rule"
        label={t('kpi.groups.rule')}
        help={t(`kpi.groups.ruleHelp.${rule}`)}
        choices={rules.map((value) => ({ value, label: t(`kpi.groups.rule.${value}`) }))}
        required
      />
      <WeightField form={form} name="weight" />
    </FormView>
  )
}

function useGroupForm({ close, group, parentId }: Omit<GroupDialogProps, 'opened'>) {
  const t = useT<KpiKey>()
  const required = useRequired()
  const weightFault = useWeightFault()
  const queryClient = useQueryClient()
  return useForm({
    initial: {
      name: group?.name ?? '',
      parent_id: group?.parent_id ?? parentId ?? '',
      rollup_rule: group?.rollup_rule ?? 'WORST',
      weight: String(group?.weight ?? 1),
    },
    validate: (values) => withoutUndefined({ name: required(values.name), weight: weightFault(values.weight) }),
    submit: async ({ name, parent_id, rollup_rule, weight }) => {
      const parent = parent_id === '' ? null : parent_id
      const body = { name: name.trim(), parent_id: parent, rollup_rule, weight: Number(weight) }
      const saved =
        group === undefined ? await post<Group>('/groups', body) : await patch<Group>(`/groups/${group.id}`, body)
      await refresh(queryClient, 'group')
      close()
      showToast(t(group === undefined ? 'kpi.groups.created' : 'kpi.groups.saved', { name: saved.name }))
    },
  })
}

export interface DropGroupDialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly node: TreeNode
  readonly isEmpty: boolean
}

export function DropGroupDialog({ opened, close, node, isEmpty }: DropGroupDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const drop = async (): Promise<void> => {
    setBusy(true)
    try {
      await del(`/groups/${node.id}?move_content_up=true`)
      close()
      await refresh(queryClient, 'group')
      showToast(t('kpi.groups.deleted', { name: node.name }))
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog opened={opened} close={close} title={t('kpi.groups.deleteTitle', { name: node.name })}>
      <div className="stack">
        {problem === null ? null : <ProblemNotice error={problem} />}
        <p>{isEmpty ? t('kpi.groups.deleteEmpty') : t('kpi.groups.deleteMoves')}</p>
        <div className="form-buttons">
          <Button color="red" loading={busy} onClick={() => void drop()}>
            {t('kpi.groups.delete')}
          </Button>
          <Button variant="default" onClick={close} data-autofocus>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
