// A new ACS resource, which Azure may refuse: since 23 October 2026 new customers cannot sign up for most of ACS.
param name string
param tags object

@description('Where ACS keeps what it stores, such as Europe or United States; it can never be changed.')
param dataLocation string

@description('Whether its access keys are turned off.')
param isKeyless bool

resource acs 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: isKeyless
  }
}
