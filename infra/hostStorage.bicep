// The Functions host's own account: its locks, the function keys, and the package that it runs. Nothing else belongs here:
// whoever may write it can read the keys and change the code.
import { roles } from 'roles.bicep'
import { accountProperties } from 'storage.bicep'

param name string
param location string
param tags object
param principalId string

@description('The virtual network from which alone it can be reached; null: from everywhere.')
param network object?

var isPublic = network == null

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: accountProperties(isPublic)

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

resource blobDataOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, roles['Storage Blob Data Owner'])
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Blob Data Owner']
    )
  }
}

module endpoint 'privateEndpoint.bicep' = if (!isPublic) {
  params: {
    name: 'pep-${name}'
    location: location
    tags: tags
    network: network!
    resourceId: account.id
    service: 'blob'
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
  }
}

output packagesUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
