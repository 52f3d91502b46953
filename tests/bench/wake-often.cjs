// Loaded before an app: the machine wakes up 60 times, as often as in an hour of checks and more.
const { app, powerMonitor } = require('electron')

const begin = 2000
const pause = 100
const times = 60

void app.whenReady().then(() => {
  for (let time = 0; time < times; time++) setTimeout(() => powerMonitor.emit('resume'), begin + time * pause)
})
