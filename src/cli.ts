// The command line door: kernel and module verbs, same actions as the routes.
import { formatMistakes, toConfig } from '#kernel/config.ts'
import { kernelCommands } from '#kernel/commands.ts'
import { runCli } from '#kernel/cli.ts'
import type { CliServices } from '#kernel/cli.ts'
import { createLog } from '#kernel/log.ts'
import { modules } from './modules.ts'
import { openSocle } from './socle.ts'

/** The command runner prints its message alone. */
class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused'
}

const commands = [...kernelCommands, ...modules.flatMap((module) => module.commands ?? [])]

process.exitCode = await runCli(commands, process.argv.slice(2), { env: process.env, open })

/** Opens the database as the server would, beside a running server if there is one. */
async function open(): Promise<CliServices> {
  const parsed = toConfig(process.env)
  if (!parsed.ok) throw new ConfigRefused(formatMistakes(parsed.mistakes))
  const socle = await openSocle(parsed.config, modules, createLog('error'), { besideServer: true })
  return { services: socle.services, ownerUrl: socle.opened.ownerUrl, close: () => socle.close() }
}
