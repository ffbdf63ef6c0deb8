// ACS's own log of identities and tokens, beside the app's: what one has and the other has not, somebody else did.
param acsName string
param workspaceId string

resource acs 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  name: acsName
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: acs
  name: 'acs-token-api'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuthOperational', enabled: true }]
  }
}
