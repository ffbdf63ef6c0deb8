// The ACS resource as it is, in its own resource group: where it answers, its log and, without keys, the role of the app's
// identity.
import { roles } from 'roles.bicep'

param name string
param principalId string
param isKeyless bool
param workspaceId string

resource acs 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  name: name
}

// ACS has no narrower role that mints tokens: see docs/security.md.
resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isKeyless) {
  scope: acs
  name: guid(acs.id, principalId, roles['Communication and Email Service Owner'])
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Communication and Email Service Owner']
    )
  }
}

// ACS's own log of identities and tokens, beside the app's: what one has and the other has not, somebody else did.
resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: acs
  name: 'acs-token-api'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuthOperational', enabled: true }]
  }
}

output endpoint string = 'https://${acs.properties.hostName}'
