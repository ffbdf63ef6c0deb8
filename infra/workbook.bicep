// What happens, on one page of the portal: the queries of queries/, and how many requests each function had.
param workspaceId string
param location string
param tags object

var queries = [
  { title: 'Requests', chart: 'timechart', query: loadTextContent('queries/requests.kql') }
  { title: 'Tokens not issued', chart: 'table', query: loadTextContent('queries/failedMints.kql') }
  { title: 'Throttled by ACS', chart: 'table', query: loadTextContent('queries/throttled.kql') }
  { title: 'Misconfigured', chart: 'table', query: loadTextContent('queries/misconfigured.kql') }
  {
    title: 'Done at ACS, and not by this service'
    chart: 'table'
    query: loadTextContent('queries/mintedElsewhere.kql')
  }
]

var items = [
  for (each, i) in queries: {
    type: 3
    name: 'query-${i}'
    content: {
      version: 'KqlItem/1.0'
      title: each.title
      query: each.query
      size: 0
      timeContext: { durationMs: 86400000 }
      queryType: 0
      resourceType: 'microsoft.operationalinsights/workspaces'
      visualization: each.chart
    }
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(workspaceId, 'acs-token-api')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'ACS Token API'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: string({ version: 'Notebook/1.0', items: items, fallbackResourceIds: [workspaceId] })
  }
}
