// Tells the Jitsu client a story: HOST ID:KEY, the calls as JSON on its input.
'use strict'
const { jitsuAnalytics } = require('@jitsu/js')
const [host, writeKey] = process.argv.slice(2)

async function main () {
  const story = JSON.parse(require('fs').readFileSync(0, 'utf8'))
  const client = jitsuAnalytics({ host, writeKey })
  for (const one of story) {
    const more = { timestamp: new Date(one.timestamp), context: one.context }
    if (one.call === 'identify') await client.identify(one.userId, one.traits, more)
    if (one.call === 'track') await client.track(one.event, one.properties, more)
    if (one.call === "page") await client.page({ ...one.properties, name: one.name }, more)
    if (one.call === 'group') await client.group(one.groupId, one.traits, more)
  }
}
main()
