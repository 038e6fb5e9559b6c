// Tells a client of the Segment protocol a story: NAME HOST KEY, the calls as JSON on its input.
'use strict'
const [name, host, key] = process.argv.slice(2)

const clients = {
  '@segment/analytics-node': () => {
    const { Analytics } = require('@segment/analytics-node')
    const client = new Analytics({ writeKey: key, host, maxRetries: 5 })
    client.on('error', (error) => console.error(error.code, String(error.reason)))
    return [client, () => client.closeAndFlush({ timeout: 20000 })]
  },
  'analytics-node': () => {
    const Analytics = require('analytics-node')
    const client = new Analytics(key, { host, flushInterval: 100, errorHandler: console.error })
    return [client, async () => { while (client.queue.length) await client.flush() }]
  },
  '@rudderstack/rudder-sdk-node': () => {
    const Analytics = require('@rudderstack/rudder-sdk-node')
    const client = new Analytics(key, { dataPlaneUrl: host, errorHandler: console.error })
    return [client, () => client.flush()]
  },
}

async function main () {
  const story = JSON.parse(require('fs').readFileSync(0, 'utf8'))
  const [client, finish] = clients[name]()
  for (const { call, ...said } of story) {
    client[call]({ ...said, timestamp: new Date(said.timestamp) })
  }
  await finish().catch((error) => console.error(String(error)))
}
main()
