// The person: profile, language, appearance, sign out.
import { Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { IconAccessible, IconLogout, IconUser } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { accessibilityState } from '../accessibility-state.ts'
import { languages, type Language } from '../i18n/catalogue.ts'
import { useI18n, useT } from '../i18n/use-i18n.tsx'
import { useLanguageChoice } from './use-language-choice.ts'
import { useSignOut } from './use-sign-out.ts'
import { useMe } from './use-session.ts'
import './person-menu.css'

const schemes: readonly MantineColorScheme[] = ['light', 'dark', 'auto']

export function PersonMenu(): ReactNode {
  const t = useT()
  const { user } = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className="person">
          <span aria-hidden="true">{initials(user.full_name)}</span>
          <span className="visually-hidden">{t('person.menu', { name: user.full_name })}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="person-card">
          <strong>{user.full_name}</strong>
          <span className="quiet small">{user.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} stroke={1.5} />} onClick={() => void navigate({ to: '/profile' })}>
          {t('profile.title')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconAccessible size={16} stroke={1.5} />}
          onClick={() => void navigate({ to: '/accessibilite' })}
        >
          {t(`accessibility.link.${accessibilityState}`)}
        </Menu.Item>
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.5} />} onClick={() => void signOut()}>
          {t('person.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function LanguageItems(): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const choose = useLanguageChoice()
  return (
    <>
      <Menu.Label>{t('person.language')}</Menu.Label>
      <Menu.RadioGroup value={language} onChange={(next) => choose(next as Language)}>
        {languages.map((one) => (
          <Menu.RadioItem key={one} value={one} lang={one}>
            {t(`language.${one}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}

function SchemeItems(): ReactNode {
  const t = useT()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <Menu.Label>{t('person.appearance')}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(next) => setColorScheme(next as MantineColorScheme)}>
        {schemes.map((scheme) => (
          <Menu.RadioItem key={scheme} value={scheme}>
            {t(`appearance.${scheme}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => word?.slice(0, 1) ?? '')
    .join('')
    .toUpperCase()
}
