'use strict'
// Runs `npm start` and `npm test`. Written in old JavaScript without dependencies, so that it works on a fresh clone
// and can report a version of Node that is too old for everything else.

var path = require('path')
var spawn = require('child_process').spawn

var root = path.join(__dirname, '..')
var minimum = { major: 20, minor: 19 }
var pnpmVersion = 'pnpm@' + require('../package.json').packageManager.split('@')[1]

// Turns off telemetry.
var quietEnv = { DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1', REDOCLY_TELEMETRY: 'off' }

var unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|META_FETCH_FAIL|E40[1347]\b|E50\d\b|FETCH_ERROR/

/** @param {string} version such as 20.19.0 */
function isTooOld(version) {
  var parts = version.split('.')
  var major = Number(parts[0])
  return major < minimum.major || (major === minimum.major && Number(parts[1]) < minimum.minor)
}

/**
 * Runs a program in the root folder. Ctrl-C reaches the whole process group, but SIGTERM reaches only this process, so
 * it is forwarded.
 *
 * @param {string[]} command
 * @param {(code: number, output: string) => void} done
 * @param {boolean} [captured] capture the output instead of showing it
 */
function run(command, done, captured) {
  /** @type {import('child_process').SpawnOptions} */
  var options = {
    cwd: root,
    env: Object.assign({}, process.env, quietEnv),
    stdio: captured ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32' && command[0] === 'npm',
  }
  var child = spawn(String(command[0]), command.slice(1), options)
  var output = ''
  var keep = function (/** @type {Buffer} */ chunk) {
    output += chunk
  }
  if (child.stdout) child.stdout.on('data', keep)
  if (child.stderr) child.stderr.on('data', keep)
  var pass = function (/** @type {NodeJS.Signals} */ signal) {
    child.kill(signal)
  }
  var wait = function () {}
  process.on('SIGTERM', pass)
  process.on('SIGINT', wait)
  child.on('error', function (error) {
    fail(command[0] + ' could not be started: ' + error.message + '. Reinstall Node.js with npm.')
  })
  child.on('close', function (code, signal) {
    process.removeListener('SIGTERM', pass)
    process.removeListener('SIGINT', wait)
    if (signal === 'SIGINT' || code === 130) process.exit(130)
    if (signal) process.exit(143)
    done(code === null ? 1 : code, output)
  })
}

/**
 * Returns the command line that runs the pinned pnpm through npm, so that nobody has to install it. It also puts pnpm
 * on the PATH, where turbo looks for it.
 *
 * @param {string[]} args
 */
function pnpm(args) {
  var npm = process.env.npm_execpath
  var isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm)
  var exec = ['exec', '--yes', '--package=' + pnpmVersion, '--', 'pnpm'].concat(args)
  return isNpm && npm !== undefined ? [process.execPath, npm].concat(exec) : ['npm'].concat(exec)
}

/** @param {string} message */
function fail(message) {
  process.stderr.write('referly-kit: ' + message + '\n')
  process.exit(1)
}

/** @param {string} output */
function explainInstall(output) {
  if (unreachable.test(output)) {
    return (
      'The npm registry could not be reached, so no dependencies were installed. Check your network and ' +
      '`npm config get registry`, then try again.'
    )
  }
  var tail = output.trim().split('\n').slice(-15).join('\n')
  return 'Could not install the dependencies:\n' + tail
}

/** @param {() => void} next */
function install(next) {
  process.stderr.write('Installing dependencies (about a minute the first time) ...\n')
  run(
    pnpm(['install', '--frozen-lockfile', '--reporter=append-only']),
    function (code, output) {
      if (code === 0) next()
      else fail(explainInstall(output))
    },
    true,
  )
}

/** @param {string[]} args */
function start(args) {
  var build = [
    'exec',
    'turbo',
    'run',
    'build',
    '--filter=@referly-kit/cli...',
    '--output-logs=errors-only',
  ]
  run(
    pnpm(build),
    function (code, output) {
      if (code !== 0) fail('The build failed:\n' + output.trim())
      var bin = path.join(root, 'packages', 'cli', 'dist', 'bin.js')
      run([process.execPath, bin, 'quickstart'].concat(args), process.exit)
    },
    true,
  )
}

/** @param {string[]} args */
function test(args) {
  run(pnpm(['--silent', 'check'].concat(args)), process.exit)
}

/**
 * @param {string | undefined} task
 * @param {string[]} args
 */
function main(task, args) {
  if (isTooOld(process.versions.node)) {
    fail(
      'Node.js must be ' +
        minimum.major +
        '.' +
        minimum.minor +
        ' or newer, but was ' +
        process.versions.node +
        '. Install a newer version from https://nodejs.org.',
    )
  }
  install(function () {
    if (task === 'test') test(args)
    else start(args)
  })
}

if (require.main === module) main(process.argv[2], process.argv.slice(3))

module.exports = { isTooOld: isTooOld, explainInstall: explainInstall }
