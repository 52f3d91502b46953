// Loaded before the app: the systemd of a user with a display, which takes whatever it is given.
const childProcess = require('node:child_process')
const { syncBuiltinESMExports } = require('node:module')

const { execFile } = childProcess
childProcess.execFile = (program, args, options, answer) =>
  program === '/usr/bin/systemctl' ? answer(null, 'DISPLAY=:0\n', '') : execFile(program, args, options, answer)
syncBuiltinESMExports()
