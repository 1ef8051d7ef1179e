import { defineStreamSyncPlayer } from 'streamsync/client';
import { createApp } from 'vue';
import App from './app.vue';

defineStreamSyncPlayer();
createApp(App).mount('#app');
