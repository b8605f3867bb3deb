import { spawn } from 'node:child_process'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './places.mjs'

const cloudPath = join(root, 'bff/src/main.ts')

/** Becomes the cloud, or what `mainPath` names: in this very process where its Node and its environment will do, else as its only child. */
export function runEngine({ node, env }, args, mainPath = cloudPath) {
  return node === process.execPath && process.env.MALLOC_ARENA_MAX !== undefined
    ? runHere(env, args, mainPath)
    : runAsChild(node, env, args, mainPath)
}

async function runHere(env, args, mainPath) {
  Object.assign(process.env, env)
  module.enableCompileCache(env.NODE_COMPILE_CACHE)
  process.argv = [process.argv[0], mainPath, ...args]
  endWithNpm(() => process.kill(process.pid, 'SIGTERM'))
  await import(pathToFileURL(mainPath).href)
}

function runAsChild(node, env, args, mainPath) {
  const child = spawn(node, [mainPath, ...args], { stdio: 'inherit', env })
  // Ctrl-C reaches the child by itself, through the terminal; sent on as well, it would count as pressed twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  endWithNpm(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.exitCode = code ?? 128 + (signalNumbers[signal] ?? 0)
      resolve()
    })
  })
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

// npm hands a SIGTERM to the shell between it and us, and that shell dies without a word: only our new parent tells.
function endWithNpm(end) {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    end()
  }, 500)
  watch.unref()
}
