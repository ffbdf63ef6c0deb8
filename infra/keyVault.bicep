// The ACS connection string, which is copied here from the resource and passes through no output and no parameter.
import { roles } from 'roles.bicep'

param name string
param location string
param tags object
param principalId string
param secretName string
param acsId string

@description('The virtual network from which alone it can be reached; null: from everywhere.')
param network object?

@description('Whether the secret is written although it is there already; this undoes a rotation.')
param writesSecret bool

@description('Which of the two access keys is written.')
param key string

var isPublic = network == null

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    publicNetworkAccess: isPublic ? 'Enabled' : 'Disabled'
    networkAcls: { defaultAction: isPublic ? 'Allow' : 'Deny', bypass: 'AzureServices' }
  }
}

resource acs 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  scope: resourceGroup(split(acsId, '/')[2], split(acsId, '/')[4])
  name: last(split(acsId, '/'))
}

@onlyIfNotExists()
resource secretOnce 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!writesSecret) {
  parent: vault
  name: secretName
  properties: {
    value: key == 'primary' ? acs.listKeys().primaryConnectionString : acs.listKeys().secondaryConnectionString
  }
}

resource secretAgain 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (writesSecret) {
  parent: vault
  name: secretName
  properties: {
    value: key == 'primary' ? acs.listKeys().primaryConnectionString : acs.listKeys().secondaryConnectionString
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: secretName
}

resource secretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: secret
  name: guid(secret.id, principalId, roles['Key Vault Secrets User'])
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
  dependsOn: [secretOnce, secretAgain]
}

module endpoint 'privateEndpoint.bicep' = if (!isPublic) {
  params: {
    name: 'pep-${name}'
    location: location
    tags: tags
    network: network!
    resourceId: vault.id
    service: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
  }
}

output url string = vault.properties.vaultUri
