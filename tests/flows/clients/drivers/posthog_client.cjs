// Tells the PostHog client a story: HOST KEY, the calls as JSON on its input.
'use strict'
const { PostHog } = require('posthog-node')
const [host, key] = process.argv.slice(2)

async function main () {
  const story = JSON.parse(require('fs').readFileSync(0, 'utf8'))
  const client = new PostHog(key, { host, flushAt: 20, fetchRetryDelay: 200 })
  for (const one of story) {
    const who = { distinctId: one.userId || one.anonymousId, timestamp: new Date(one.timestamp) }
    if (one.call === 'identify') client.identify({ ...who, properties: one.traits })
    if (one.call === 'track') client.capture({ ...who, event: one.event, properties: one.properties })
    if (one.call === 'page') {
      client.capture({ ...who, event: '$pageview', properties: { $current_url: one.properties.url } })
    }
    if (one.call === 'group') {
      client.groupIdentify({ ...who, groupType: 'household', groupKey: one.groupId, properties: one.traits })
    }
    if (one.call === 'alias') client.alias({ ...who, alias: one.previousId })
  }
  await client.shutdown()
}
main()
