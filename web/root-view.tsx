// What stands around every page, signed in or not.
import { Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LiveRegion, ToastList } from './frame/toast-list.tsx'

export function RootView(): ReactNode {
  return (
    <>
      <Outlet />
      <ToastList />
      <LiveRegion />
    </>
  )
}
