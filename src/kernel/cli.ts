// The command line's machinery: commands are data, help is generated, every answer can be JSON.
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import { Problem, problemDocument, problemFromSql } from './problem.ts'
import type { Services } from './services.ts'

/** A started Socle without its doors. */
export interface CliServices {
  readonly services: Services
  /** The owner's URL, for the few verbs that administer; null for the embedded database, whose one connection is the owner. */
  readonly ownerUrl: string | null
  readonly close: () => Promise<void>
}

export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Connects to the database as the server would; use `withSocle`, which also closes. */
  readonly open: () => Promise<CliServices>
}

/** What a command answers: the same facts for people and for programs. */
export interface CommandResult {
  /** False for a verdict such as a broken audit: exit code 1, and the answer still goes to stdout. */
  readonly ok: boolean
  readonly text: string
  readonly data: unknown
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

export interface CommandCall extends CliContext {
  readonly options: OptionValues
}

export interface Command {
  /** Words as typed: `audit verify`. */
  readonly name: string
  /** One French sentence for the help. */
  readonly summary: string
  readonly args: ParseArgsOptionsConfig
  /** French help of each option. */
  readonly help?: Readonly<Record<string, string>>
  readonly run: (call: CommandCall) => Promise<CommandResult>
}

/** Where a command writes; the process's streams unless a test listens. */
export interface CliOutput {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const processOutput: CliOutput = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
}

/** Runs the command that the arguments name. Answers the exit code: 0 done, 1 refused or a bad verdict, 2 a bug. */
export async function runCli(
  commands: readonly Command[],
  argv: readonly string[],
  context: CliContext,
  output: CliOutput = processOutput,
): Promise<0 | 1 | 2> {
  const asJson = argv.includes('--json')
  const words = argv.filter((word) => word !== '--json')
  const command = findCommand(commands, words)
  if (command === undefined) return explain(commands, words, output)
  const rest = words.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    output.out(helpOf(command))
    return 0
  }
  try {
    const result = await runCommand(command, rest, context)
    output.out(asJson ? JSON.stringify(result.data, bigintAsInteger) : result.text)
    return result.ok ? 0 : 1
  } catch (error) {
    return report(error, asJson, output)
  }
}

/** Opens Socle for one piece of work and closes it, whatever happens. */
export async function withSocle<T>(call: CliContext, work: (socle: CliServices) => Promise<T>): Promise<T> {
  const socle = await call.open()
  try {
    return await work(socle)
  } finally {
    await socle.close()
  }
}

/** The longest name that the arguments start with. */
function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  const typed = words.join(' ')
  return commands
    .filter(({ name }) => typed === name || typed.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
}

async function runCommand(command: Command, rest: readonly string[], context: CliContext): Promise<CommandResult> {
  let values: OptionValues
  try {
    values = parseArgs({ args: [...rest], options: command.args, strict: true, allowPositionals: false })
      .values as OptionValues
  } catch (error) {
    throw new Problem(422, 'ARGUMENTS', 'Ces arguments ne sont pas compris.', {
      detail: `${error instanceof Error ? error.message : String(error)}\n\n${helpOf(command)}`,
    })
  }
  return command.run({ ...context, options: values })
}

function explain(commands: readonly Command[], argv: readonly string[], output: CliOutput): 0 | 1 {
  const wantsHelp = argv.length === 0 || ['help', '--help', '-h'].includes(argv[0] ?? '')
  const width = Math.max(...commands.map(({ name }) => name.length), 0)
  const lines = commands.map(({ name, summary }) => `  socle ${name.padEnd(width)}  ${summary}`)
  const help = [
    'Socle, en ligne de commande.',
    '',
    ...lines,
    '',
    '  --json  répond en JSON ; --help  aide d’une commande',
  ].join('\n')
  if (wantsHelp) output.out(help)
  else output.err(`Commande inconnue : ${argv.join(' ')}\n\n${help}`)
  return wantsHelp ? 0 : 1
}

function helpOf(command: Command): string {
  const options = Object.entries(command.args).map(([name, { type }]) => {
    const usage = type === 'string' ? `--${name} VALEUR` : `--${name}`
    return `  ${usage.padEnd(28)}${command.help?.[name] ?? ''}`
  })
  return [`socle ${command.name}`, command.summary, '', ...options, `  ${'--json'.padEnd(28)}répond en JSON`].join('\n')
}

/** Expected failures are told with their code and give 1; anything else is a bug and gives 2, with its trace. */
function report(error: unknown, asJson: boolean, output: CliOutput): 1 | 2 {
  const problem = error instanceof Problem ? error : problemFromSql(error)
  if (problem !== null) {
    const { title, extras } = problem
    output.err(
      asJson
        ? JSON.stringify(problemDocument(problem, 'urn:command'))
        : [title, extras.detail].filter(Boolean).join('\n'),
    )
    return 1
  }
  if (isSentence(error)) {
    const refused = new Problem(503, 'UNAVAILABLE', error.message)
    output.err(asJson ? JSON.stringify(problemDocument(refused, 'urn:command')) : error.message)
    return 1
  }
  const bug = new Problem(500, 'INTERNAL', 'Un défaut de Socle a empêché cette commande.')
  if (asJson) output.err(JSON.stringify(problemDocument(bug, 'urn:command')))
  output.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 2
}

const sentenceNames = new Set(['DatabaseUnusable', 'FolderBusy', 'MigrationRefused', 'ConfigRefused'])

/** Refusals of the start (database, folder, migration, configuration): their message is a sentence for the person. */
function isSentence(error: unknown): error is Error {
  return error instanceof Error && sentenceNames.has(error.name)
}

function bigintAsInteger(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
