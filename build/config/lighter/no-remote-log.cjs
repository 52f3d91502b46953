/**
 * In the place of electron-log's transport that sends lines to a server: Koshin's log never leaves the machine by itself,
 * and what could send it takes Node's http, https and tls along, 10 ms of each start.
 */
module.exports = () => Object.assign(() => {}, { level: false, transforms: [] })
