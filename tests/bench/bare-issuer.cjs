// The least that an EST server can do: TLS with client certificates, one signature of the CA over as many bytes, and
// what was issued on the disk before it is answered.
const { sign, generateKeyPairSync } = require('node:crypto')
const { fsyncSync, openSync, readFileSync, writeSync } = require('node:fs')
const https = require('node:https')

const [keyFile, certificateFile, answerFile] = process.argv.slice(2)
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const answer = readFileSync(answerFile)
const issued = openSync(`${answerFile}.issued`, 'a')
const options = {
  key: readFileSync(keyFile),
  cert: readFileSync(certificateFile),
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
}
const server = https.createServer(options, (request, response) => {
  request.resume()
  request.on('end', () => {
    sign('sha256', answer, privateKey)
    writeSync(issued, answer)
    fsyncSync(issued)
    response.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
