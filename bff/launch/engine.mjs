import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './places.mjs'

const mainPath = join(root, 'bff/src/main.ts')

/** Becomes the cloud: in this very process where its Node will do, in its place where Node can, else as its only child. */
export async function runEngine({ node, env }, args) {
  if (node === process.execPath) return runHere(env, args)
  if (typeof process.execve === 'function') return process.execve(node, [node, mainPath, ...args], env)
  return runAsChild(node, env, args)
}

async function runHere(env, args) {
  Object.assign(process.env, env)
  process.argv = [process.argv[0], mainPath, ...args]
  await import(pathToFileURL(mainPath).href)
}

function runAsChild(node, env, args) {
  const child = spawn(node, [mainPath, ...args], { stdio: 'inherit', env })
  // Ctrl-C reaches the child by itself, through the terminal; sent on as well, it would count as pressed twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 128 + (signalNumbers[signal] ?? 0)
      resolve()
    })
  })
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
