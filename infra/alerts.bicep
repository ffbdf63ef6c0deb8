// Tells an operator that tokens are not issued. The queries are in queries/, for the workbook and for people, too.
param name string
param location string
param tags object
param workspaceId string
param componentId string
param siteUrl string

@description('What the site answers to somebody from outside without a key: 401 where it is closed to all but a linked site.')
param statusFromOutside int

@description('Whom to write to; empty: the alerts are seen in the portal alone.')
param email string

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: name
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'ACS tokens'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actions = empty(email) ? [] : [group.id]

var rules = [
  {
    name: 'failed-mints'
    text: 'Tokens were asked for and not issued, in more than 5 requests of 5 minutes.'
    query: loadTextContent('queries/failedMints.kql')
    severity: 1
    more: 5
  }
  {
    name: 'throttled'
    text: 'ACS throttles this resource: more than 20 requests of 5 minutes were told to wait.'
    query: loadTextContent('queries/throttled.kql')
    severity: 2
    more: 20
  }
  {
    name: 'misconfigured'
    text: 'A setting, or the secret that it names, cannot be used. The log says which one.'
    query: loadTextContent('queries/misconfigured.kql')
    severity: 1
    more: 0
  }
]

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.text
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      criteria: {
        allOf: [
          { query: rule.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: rule.more }
        ]
      }
      autoMitigate: true
      // A new workspace has no table before its first line.
      skipQueryValidation: true
      actions: { actionGroups: actions }
    }
  }
]

// By the one call that needs no key. It tells that the app answers, not that ACS does: that shows in the log.
resource probe 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-probe'
  location: location
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-probe'
    Name: 'Answers from outside'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      { Id: 'emea-nl-ams-azr' }
      { Id: 'us-va-ash-azr' }
      { Id: 'apac-sg-sin-azr' }
    ]
    Request: { RequestUrl: '${siteUrl}/api/openapi.json', HttpVerb: 'GET' }
    ValidationRules: { ExpectedHttpStatusCode: statusFromOutside, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource noAnswer 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-no-answer'
  location: 'global'
  tags: union(tags, { 'hidden-link:${componentId}': 'Resource', 'hidden-link:${probe.id}': 'Resource' })
  properties: {
    description: 'The app does not answer from outside.'
    severity: 1
    enabled: true
    scopes: [probe.id, componentId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: probe.id
      componentId: componentId
      failedLocationCount: 2
    }
    actions: [for id in actions: { actionGroupId: id }]
  }
}
