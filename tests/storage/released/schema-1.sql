-- A docket as version 0.1.0 laid and wrote it. Never edited.
BEGIN TRANSACTION;
CREATE TABLE actor (
	court VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	tenures VARCHAR NOT NULL, 
	PRIMARY KEY (court, id)
);
INSERT INTO "actor" VALUES('small_court','wang','王某','human','[{"role":"officer","since":"0001-01-01","unit":"office","until":null}]');
INSERT INTO "actor" VALUES('small_court','liu','刘某','human','[{"role":"chief","since":"0001-01-01","unit":"civil_1","until":null}]');
INSERT INTO "actor" VALUES('small_court','zhao','赵某','human','[{"role":"judge","since":"0001-01-01","unit":"civil_1","until":null}]');
INSERT INTO "actor" VALUES('small_court','sun','孙某','human','[{"role":"leader","since":"0001-01-01","unit":null,"until":null}]');
INSERT INTO "actor" VALUES('small_court','qian','钱某','human','[{"role":"leader","since":"0001-01-01","unit":null,"until":null}]');
INSERT INTO "actor" VALUES('small_court','he','何某','human','[{"role":"chief","since":"0001-01-01","unit":"civil_2","until":null}]');
CREATE TABLE deadline (
	court VARCHAR NOT NULL, 
	proceeding VARCHAR NOT NULL, 
	clock VARCHAR NOT NULL, 
	due DATE NOT NULL, 
	remind_on DATE, 
	status VARCHAR NOT NULL, 
	reminded BOOLEAN NOT NULL, 
	PRIMARY KEY (court, proceeding, clock), 
	FOREIGN KEY(court, proceeding) REFERENCES proceeding (court, id)
);
INSERT INTO "deadline" VALUES('small_court','review-2008-3','report','2008-01-17','2008-01-15','lapsed',1);
CREATE TABLE directory (
	court VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	proceeding VARCHAR NOT NULL, 
	at INTEGER NOT NULL, 
	event VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	prev VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (court, seq)
);
INSERT INTO "directory" VALUES('small_court',1,'opened','review-2008-1',1,'e764a6eb95ae87d69f98cb372de476d1188f8b7479f179c04c331673f41501c3','{"at":1,"court":"small_court","event":"e764a6eb95ae87d69f98cb372de476d1188f8b7479f179c04c331673f41501c3","kind":"opened","proceeding":"review-2008-1","recorded_at":"2008-01-07T01:00:00.000000Z","seq":1,"v":1}','8fa62ea17dd3f03804f402820915eed576a6eb41a5d176b3dfd0525c9c873954','21a5e677a1bf9dd5b7f84a8c905f5f696250512df937250b11b1b40a0d83c30b');
INSERT INTO "directory" VALUES('small_court',2,'closed','review-2008-1',6,'39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960','{"at":6,"court":"small_court","event":"39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960","kind":"closed","proceeding":"review-2008-1","recorded_at":"2008-01-12T01:00:00.000000Z","seq":2,"v":1}','21a5e677a1bf9dd5b7f84a8c905f5f696250512df937250b11b1b40a0d83c30b','ac23c8ec6f8c07a241fdcac950bd67c701d08bc79e1f9e79f6fc1a355eeb2ce2');
INSERT INTO "directory" VALUES('small_court',3,'opened','review-2008-1-analysis-6',1,'9bd7abea1f41c9f2ffc99996098a7ca7decece3ee5608678478147ed95e7c443','{"at":1,"court":"small_court","event":"9bd7abea1f41c9f2ffc99996098a7ca7decece3ee5608678478147ed95e7c443","kind":"opened","proceeding":"review-2008-1-analysis-6","recorded_at":"2008-01-12T01:00:00.000000Z","seq":3,"v":1}','ac23c8ec6f8c07a241fdcac950bd67c701d08bc79e1f9e79f6fc1a355eeb2ce2','236220c06c81d8096579e4b6aaba1a5cb7be0a1fd893c08db0f33af02f80489b');
INSERT INTO "directory" VALUES('small_court',4,'opened','review-2008-2',1,'647b8c884ccdf8d52a72d0cec83a5cd68ea3b35b13a6b58477cbb5cba43396f7','{"at":1,"court":"small_court","event":"647b8c884ccdf8d52a72d0cec83a5cd68ea3b35b13a6b58477cbb5cba43396f7","kind":"opened","proceeding":"review-2008-2","recorded_at":"2008-01-07T01:00:00.000000Z","seq":4,"v":1}','236220c06c81d8096579e4b6aaba1a5cb7be0a1fd893c08db0f33af02f80489b','15851c93bc17359a7024a261cad60154b9c734c37016ce283a1f7b0d3858c601');
INSERT INTO "directory" VALUES('small_court',5,'opened','review-2008-3',1,'4836088199b0e67f14ae016baf7b7623ef0bf46e608ed2071b7f212b822b1d96','{"at":1,"court":"small_court","event":"4836088199b0e67f14ae016baf7b7623ef0bf46e608ed2071b7f212b822b1d96","kind":"opened","proceeding":"review-2008-3","recorded_at":"2008-01-07T01:00:00.000000Z","seq":5,"v":1}','15851c93bc17359a7024a261cad60154b9c734c37016ce283a1f7b0d3858c601','a3ebd940ef957fca6d8f8b1f0691693ea1baf316a2136052243b486de7f8531d');
CREATE TABLE event (
	court VARCHAR NOT NULL, 
	proceeding VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	idem VARCHAR, 
	request VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	prev VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (court, proceeding, seq), 
	FOREIGN KEY(court, proceeding) REFERENCES proceeding (court, id), 
	UNIQUE (court, proceeding, idem), 
	CHECK (seq >= 1)
);
INSERT INTO "event" VALUES('small_court','review-2008-1',1,'open-1','b3e2b5d055f2a16bfa5d89c53e30101463e4073d7ba45686d9af83a23fe70717','{"actor":{"id":"wang","roles":["officer"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-07","from":null,"idem":"open-1","kind":"opened","payload":{"clocks":[{"budget":10,"due":"2008-01-17","extensions":0,"lapsed":false,"name":"report","reason":{"en":"10 calendar days from 2008-01-07, which is not counted, end on 2008-01-17","zh":"自2008-01-07起算（当日不计入），10日于2008-01-17届满"},"remind_on":"2008-01-15","started_on":"2008-01-07","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"opened":{"edition":"2000-01-01","parent":null,"subject":{"id":"民终1号","kind":"case","persons":["zhao"],"title":"民终1号","unit":"civil_1"},"workflow":"review"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-07T01:00:00.000000Z","request":"b3e2b5d055f2a16bfa5d89c53e30101463e4073d7ba45686d9af83a23fe70717","seq":1,"to":"received","transition":"opened","v":1}','01d783b8d6cbfbb269481101215704d63c0a185ba82beff82f72a9f1596b45aa','e764a6eb95ae87d69f98cb372de476d1188f8b7479f179c04c331673f41501c3');
INSERT INTO "event" VALUES('small_court','review-2008-1',2,'report','cc40a2c21175b5d9645358335ef661cf115a7b719d06cd29e699ca86c132fb3d','{"actor":{"id":"liu","roles":["chief"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-08","from":"received","idem":"report","kind":"step","payload":{"clocks":[],"data":{"report":"已查"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-08T01:00:00.000000Z","request":"cc40a2c21175b5d9645358335ef661cf115a7b719d06cd29e699ca86c132fb3d","seq":2,"to":"reported","transition":"report","v":1}','e764a6eb95ae87d69f98cb372de476d1188f8b7479f179c04c331673f41501c3','8671a598a742a8cc74ed10fa8fdb9a144fd5052f47425a3a8a69c585b7f562ad');
INSERT INTO "event" VALUES('small_court','review-2008-1',3,NULL,'ad4b816e3f2617fbe9b28fe525ad1860fb5a6996533bb17f1dce1a9e06ec576b','{"actor":{"id":"wang","roles":["officer"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-09","from":"reported","idem":"","kind":"step","payload":{"clocks":[{"budget":5,"due":"2008-01-14","extensions":0,"lapsed":false,"name":"answer","reason":{"en":"5 calendar days from 2008-01-09, which is not counted, end on 2008-01-14","zh":"自2008-01-09起算（当日不计入），5日于2008-01-14届满"},"remind_on":null,"started_on":"2008-01-09","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"data":{"grade":"poor"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-09T01:00:00.000000Z","request":"ad4b816e3f2617fbe9b28fe525ad1860fb5a6996533bb17f1dce1a9e06ec576b","seq":3,"to":"notified","transition":"grade","v":1}','8671a598a742a8cc74ed10fa8fdb9a144fd5052f47425a3a8a69c585b7f562ad','c6a40809bf39ee332787f09f5ef3df6593d2e4014cf60db08a45bf1b8976be25');
INSERT INTO "event" VALUES('small_court','review-2008-1',4,NULL,'af5eadb19ef9864550753848256a1ecdfc0f60c7964ca61d2ca14556985100e4','{"actor":{"id":"zhao","roles":["judge"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-10","from":"notified","idem":"","kind":"step","payload":{"clocks":[],"data":{"grounds":"不服"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-10T01:00:00.000000Z","request":"af5eadb19ef9864550753848256a1ecdfc0f60c7964ca61d2ca14556985100e4","seq":4,"to":"settled","transition":"answer","v":1}','c6a40809bf39ee332787f09f5ef3df6593d2e4014cf60db08a45bf1b8976be25','962d5be00d4ae948465471e7b1ea696f7947c01a4bc5b348d8320280c1bb9068');
INSERT INTO "event" VALUES('small_court','review-2008-1',5,NULL,'87a4d80ea009ec27e1e70fc57a89170f5599adb9fc47017179e808b96279f130','{"actor":{"id":"sun","roles":["leader"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-11","from":"settled","idem":"","kind":"approval","payload":{"approvals":[{"by":"sun","event":"close","request":"dccbe7f4de65384d441d971c8c9a00b01717c125d6ff5b0dfcb4fd0b8677d8c6"}]},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-11T01:00:00.000000Z","request":"87a4d80ea009ec27e1e70fc57a89170f5599adb9fc47017179e808b96279f130","seq":5,"to":"settled","transition":"close","v":1}','962d5be00d4ae948465471e7b1ea696f7947c01a4bc5b348d8320280c1bb9068','6aaa79c9bd4295cb260ad7c4624b6e7a2397bccf296d8ed47218cbce3bda51df');
INSERT INTO "event" VALUES('small_court','review-2008-1',6,NULL,'e71c7931c9b08299ee0fea682830caa1b7b5b9657a062bb6f4fa3014b6887f67','{"actor":{"id":"qian","roles":["leader"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-12","from":"settled","idem":"","kind":"step","payload":{"approvals":[],"approved_by":["sun"],"children":[{"id":"review-2008-1-analysis-6","workflow":"analysis"}],"closed":true},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1","reason":"","recorded_at":"2008-01-12T01:00:00.000000Z","request":"e71c7931c9b08299ee0fea682830caa1b7b5b9657a062bb6f4fa3014b6887f67","seq":6,"to":"closed","transition":"close","v":1}','6aaa79c9bd4295cb260ad7c4624b6e7a2397bccf296d8ed47218cbce3bda51df','39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960');
INSERT INTO "event" VALUES('small_court','review-2008-1-analysis-6',1,NULL,'dbf4626ae73d4e690930d129ff983312f823dc1e6f0fc7b11ab9d0a2d85be9c4','{"actor":{"id":"qian","roles":["leader"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"f41f187e9d0b6dd58d451a925143e4db78a36520c578b7ae8ecb62fd862e623b","effective_on":"2008-01-12","from":null,"idem":"","kind":"opened","payload":{"data":{"grounds":"不服"},"opened":{"edition":"2000-01-01","parent":"review-2008-1","subject":{"id":"民终1号","kind":"case","persons":["zhao"],"title":"民终1号","unit":"civil_1"},"workflow":"analysis"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-1-analysis-6","reason":"","recorded_at":"2008-01-12T01:00:00.000000Z","request":"dbf4626ae73d4e690930d129ff983312f823dc1e6f0fc7b11ab9d0a2d85be9c4","seq":1,"to":"chosen","transition":"opened","v":1}','9514c07ee2c28f2e0c540181b9fa5624b6e129b5f0438bdccf8ed07ae8ea1c1a','9bd7abea1f41c9f2ffc99996098a7ca7decece3ee5608678478147ed95e7c443');
INSERT INTO "event" VALUES('small_court','review-2008-2',1,'open-2','e7f33626c82dfdb0a052d477ecea96d0dd00d2a54952c508bb0eefb2b0538683','{"actor":{"id":"wang","roles":["officer"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-07","from":null,"idem":"open-2","kind":"opened","payload":{"clocks":[{"budget":10,"due":"2008-01-17","extensions":0,"lapsed":false,"name":"report","reason":{"en":"10 calendar days from 2008-01-07, which is not counted, end on 2008-01-17","zh":"自2008-01-07起算（当日不计入），10日于2008-01-17届满"},"remind_on":"2008-01-15","started_on":"2008-01-07","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"opened":{"edition":"2000-01-01","parent":null,"subject":{"id":"民终2号","kind":"case","persons":["zhao"],"title":"民终2号","unit":"civil_1"},"workflow":"review"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-2","reason":"","recorded_at":"2008-01-07T01:00:00.000000Z","request":"e7f33626c82dfdb0a052d477ecea96d0dd00d2a54952c508bb0eefb2b0538683","seq":1,"to":"received","transition":"opened","v":1}','dd77a04a541609b798949ad8e2ad440172d06060f5cc0497d6c4a7df96c7794a','647b8c884ccdf8d52a72d0cec83a5cd68ea3b35b13a6b58477cbb5cba43396f7');
INSERT INTO "event" VALUES('small_court','review-2008-2',2,'report','14d3b83cae66fd85c64fe16cde61fc2741eb2b35e8c530ae3d5dc801ec68c1bf','{"actor":{"id":"liu","roles":["chief"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-08","from":"received","idem":"report","kind":"step","payload":{"clocks":[],"data":{"report":"已查"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-2","reason":"","recorded_at":"2008-01-08T01:00:00.000000Z","request":"14d3b83cae66fd85c64fe16cde61fc2741eb2b35e8c530ae3d5dc801ec68c1bf","seq":2,"to":"reported","transition":"report","v":1}','647b8c884ccdf8d52a72d0cec83a5cd68ea3b35b13a6b58477cbb5cba43396f7','2f7ba279a89f6bb2ff66565147d8827ef51aaa92527ba764974a1192821c3ee6');
INSERT INTO "event" VALUES('small_court','review-2008-2',3,NULL,'7e82dc6561b42d6265c12bd2c273f4b692613a242e634e34a6ac6dc87acc18ca','{"actor":{"id":"wang","roles":["officer"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-09","from":"reported","idem":"","kind":"step","payload":{"clocks":[{"budget":5,"due":"2008-01-14","extensions":0,"lapsed":false,"name":"answer","reason":{"en":"5 calendar days from 2008-01-09, which is not counted, end on 2008-01-14","zh":"自2008-01-09起算（当日不计入），5日于2008-01-14届满"},"remind_on":null,"started_on":"2008-01-09","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"data":{"grade":"poor"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-2","reason":"","recorded_at":"2008-01-09T01:00:00.000000Z","request":"7e82dc6561b42d6265c12bd2c273f4b692613a242e634e34a6ac6dc87acc18ca","seq":3,"to":"notified","transition":"grade","v":1}','2f7ba279a89f6bb2ff66565147d8827ef51aaa92527ba764974a1192821c3ee6','de0071304ed71e4a001a49583122a6851420fd0a18e38546488af4c8cffc4ce7');
INSERT INTO "event" VALUES('small_court','review-2008-3',1,'open-3','272c76fcc55de69a2ff0a72c28f52bd4b2c85685fc7b4c6909364bcd6555305e','{"actor":{"id":"wang","roles":["officer"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-07","from":null,"idem":"open-3","kind":"opened","payload":{"clocks":[{"budget":10,"due":"2008-01-17","extensions":0,"lapsed":false,"name":"report","reason":{"en":"10 calendar days from 2008-01-07, which is not counted, end on 2008-01-17","zh":"自2008-01-07起算（当日不计入），10日于2008-01-17届满"},"remind_on":"2008-01-15","started_on":"2008-01-07","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"opened":{"edition":"2000-01-01","parent":null,"subject":{"id":"民终3号","kind":"case","persons":["zhao"],"title":"民终3号","unit":"civil_1"},"workflow":"review"}},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-3","reason":"","recorded_at":"2008-01-07T01:00:00.000000Z","request":"272c76fcc55de69a2ff0a72c28f52bd4b2c85685fc7b4c6909364bcd6555305e","seq":1,"to":"received","transition":"opened","v":1}','e4f9b8421fa7d51d2f8a653f59e4caba5d6e9fe451624a494b3ef85f4e72efca','4836088199b0e67f14ae016baf7b7623ef0bf46e608ed2071b7f212b822b1d96');
INSERT INTO "event" VALUES('small_court','review-2008-2',4,NULL,'41ba3b91be1ad7d80391c610455ac603c19a3076ff5f0f5b9dd0fefbf58aa165','{"actor":{"id":"clock","roles":["clock"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-15","from":"notified","idem":"","kind":"lapse","payload":{"clocks":[],"deadline":"answer"},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-2","reason":"","recorded_at":"2008-01-15T01:00:00.000000Z","request":"41ba3b91be1ad7d80391c610455ac603c19a3076ff5f0f5b9dd0fefbf58aa165","seq":4,"to":"settled","transition":"record_silence","v":1}','de0071304ed71e4a001a49583122a6851420fd0a18e38546488af4c8cffc4ce7','2fbc1702d3bd6dcd7dec8c78672e72dca4f0ecd14618c02349d6e3012818e53a');
INSERT INTO "event" VALUES('small_court','review-2008-3',2,NULL,'7735166a4fb92b878a0aa83f794d68072ff54bd8cc840f69ae662e5b7866a3c8','{"actor":{"id":"clock","roles":["clock"]},"calendar":"eb51881a94e135eb43968b422eac7ba60ef5c6d9b1df713c4d17d21e911d706a","court":"small_court","definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","effective_on":"2008-01-18","from":"received","idem":"","kind":"lapse","payload":{"clocks":[{"budget":10,"due":"2008-01-17","extensions":0,"lapsed":true,"name":"report","reason":{"en":"10 calendar days from 2008-01-07, which is not counted, end on 2008-01-17","zh":"自2008-01-07起算（当日不计入），10日于2008-01-17届满"},"remind_on":"2008-01-15","started_on":"2008-01-07","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"deadline":"report"},"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","proceeding":"review-2008-3","reason":"","recorded_at":"2008-02-16T01:00:00.000000Z","request":"7735166a4fb92b878a0aa83f794d68072ff54bd8cc840f69ae662e5b7866a3c8","seq":2,"to":"received","transition":"lapsed","v":1}','4836088199b0e67f14ae016baf7b7623ef0bf46e608ed2071b7f212b822b1d96','d68943d27d171bf84fd7949ed3e958cadead3ed9ccdd1d5b89a2ead99eb08ee4');
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema','1');
CREATE TABLE number (
	court VARCHAR NOT NULL, 
	series VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	notice_id VARCHAR NOT NULL, 
	model_digest VARCHAR NOT NULL, 
	given_on DATE NOT NULL, 
	void BOOLEAN NOT NULL, 
	void_reason VARCHAR NOT NULL, 
	voided_on DATE, 
	PRIMARY KEY (court, series, year, seq), 
	UNIQUE (notice_id), 
	UNIQUE (court, series, total), 
	CHECK (seq >= 1 AND total >= seq)
);
INSERT INTO "number" VALUES('small_court','bulletin',2008,1,1,'n1','d1','2008-03-01',1,'重号','2008-03-03');
INSERT INTO "number" VALUES('small_court','bulletin',2008,2,2,'n2','d2','2008-03-02',0,'',NULL);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	court VARCHAR NOT NULL, 
	proceeding VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	topic VARCHAR NOT NULL, 
	payload VARCHAR NOT NULL, 
	sent_at VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(court, proceeding) REFERENCES proceeding (court, id), 
	UNIQUE ("key")
);
INSERT INTO "outbox" VALUES(1,'39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960:1','small_court','review-2008-1',6,'opened','{"parent":"review-2008-1","proceeding":"review-2008-1-analysis-6","topic":"opened","workflow":"analysis"}','2008-01-16T01:00:00.000000Z');
INSERT INTO "outbox" VALUES(2,'39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960:2','small_court','review-2008-1',6,'closed','{"parent":null,"proceeding":"review-2008-1","state":"closed","topic":"closed"}',NULL);
INSERT INTO "outbox" VALUES(3,'small_court/review-2008-3/report/2008-01-17/reminder','small_court','review-2008-3',1,'reminder','{"clock":"report","due":"2008-01-17","proceeding":"review-2008-3","topic":"reminder"}',NULL);
CREATE TABLE proceeding (
	court VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	workflow VARCHAR NOT NULL, 
	edition DATE NOT NULL, 
	definition VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	closed BOOLEAN NOT NULL, 
	unit VARCHAR, 
	opened_on DATE NOT NULL, 
	year INTEGER NOT NULL, 
	serial INTEGER, 
	open_key VARCHAR, 
	parent VARCHAR, 
	head VARCHAR NOT NULL, 
	recorded_at VARCHAR NOT NULL, 
	snapshot VARCHAR NOT NULL, 
	PRIMARY KEY (court, id), 
	UNIQUE (court, open_key), 
	UNIQUE (court, workflow, year, serial)
);
INSERT INTO "proceeding" VALUES('small_court','review-2008-1','review','2000-01-01','cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a','closed',6,1,'civil_1','2008-01-07',2008,1,'open-1',NULL,'39ae3ca655c551563ac810ca98de6ad3bebf6360eeb6d0575711065f33537960','2008-01-12T01:00:00.000000Z','{"approvals":[],"children":[{"cancelled":false,"dependent":false,"ended":null,"id":"review-2008-1-analysis-6","workflow":"analysis"}],"clocks":[],"closed":true,"court":"small_court","data":{"grade":"poor","grounds":"不服","report":"已查"},"definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","edition":"2000-01-01","history":[{"by":"wang","event":"opened","late":false,"on":"2008-01-07","seq":1},{"by":"liu","event":"report","late":false,"on":"2008-01-08","seq":2},{"by":"wang","event":"grade","late":false,"on":"2008-01-09","seq":3},{"by":"zhao","event":"answer","late":false,"on":"2008-01-10","seq":4},{"by":"qian","event":"close","late":false,"on":"2008-01-12","seq":6},{"by":"sun","event":"close","late":false,"on":"2008-01-12","seq":6}],"id":"review-2008-1","opened_on":"2008-01-07","parent":null,"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","recused":[],"state":"closed","subject":{"id":"民终1号","kind":"case","persons":["zhao"],"title":"民终1号","unit":"civil_1"},"version":6,"workflow":"review"}');
INSERT INTO "proceeding" VALUES('small_court','review-2008-1-analysis-6','analysis','2000-01-01','f41f187e9d0b6dd58d451a925143e4db78a36520c578b7ae8ecb62fd862e623b','chosen',1,0,'civil_1','2008-01-12',2008,NULL,NULL,'review-2008-1','9bd7abea1f41c9f2ffc99996098a7ca7decece3ee5608678478147ed95e7c443','2008-01-12T01:00:00.000000Z','{"approvals":[],"clocks":[],"closed":false,"court":"small_court","data":{"grounds":"不服"},"definition":"f41f187e9d0b6dd58d451a925143e4db78a36520c578b7ae8ecb62fd862e623b","edition":"2000-01-01","history":[{"by":"qian","event":"opened","late":false,"on":"2008-01-12","seq":1}],"id":"review-2008-1-analysis-6","opened_on":"2008-01-12","parent":"review-2008-1","policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","recused":[],"state":"chosen","subject":{"id":"民终1号","kind":"case","persons":["zhao"],"title":"民终1号","unit":"civil_1"},"version":1,"workflow":"analysis"}');
INSERT INTO "proceeding" VALUES('small_court','review-2008-2','review','2000-01-01','cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a','settled',4,0,'civil_1','2008-01-07',2008,2,'open-2',NULL,'2fbc1702d3bd6dcd7dec8c78672e72dca4f0ecd14618c02349d6e3012818e53a','2008-01-15T01:00:00.000000Z','{"approvals":[],"clocks":[],"closed":false,"court":"small_court","data":{"grade":"poor","report":"已查"},"definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","edition":"2000-01-01","history":[{"by":"wang","event":"opened","late":false,"on":"2008-01-07","seq":1},{"by":"liu","event":"report","late":false,"on":"2008-01-08","seq":2},{"by":"wang","event":"grade","late":false,"on":"2008-01-09","seq":3},{"by":"clock","event":"record_silence","late":false,"on":"2008-01-15","seq":4}],"id":"review-2008-2","opened_on":"2008-01-07","parent":null,"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","recused":[],"state":"settled","subject":{"id":"民终2号","kind":"case","persons":["zhao"],"title":"民终2号","unit":"civil_1"},"version":4,"workflow":"review"}');
INSERT INTO "proceeding" VALUES('small_court','review-2008-3','review','2000-01-01','cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a','received',2,0,'civil_1','2008-01-07',2008,3,'open-3',NULL,'d68943d27d171bf84fd7949ed3e958cadead3ed9ccdd1d5b89a2ead99eb08ee4','2008-02-16T01:00:00.000000Z','{"approvals":[],"clocks":[{"budget":10,"due":"2008-01-17","extensions":0,"lapsed":true,"name":"report","reason":{"en":"10 calendar days from 2008-01-07, which is not counted, end on 2008-01-17","zh":"自2008-01-07起算（当日不计入），10日于2008-01-17届满"},"remind_on":"2008-01-15","started_on":"2008-01-07","suspended_days":0,"suspended_on":null,"unit":"calendar_day"}],"closed":false,"court":"small_court","data":{},"definition":"cb29b100ac405c089057a5e4b6dd673e6ef26d993870fdb54b6e0e2a6177924a","edition":"2000-01-01","history":[{"by":"wang","event":"opened","late":false,"on":"2008-01-07","seq":1},{"by":"clock","event":"lapsed","late":false,"on":"2008-01-18","seq":2}],"id":"review-2008-3","opened_on":"2008-01-07","parent":null,"policy":"cd074c0e7015157e6f06ebbdb1288cd6e726991b44c6ddf2e5da224dc3dbeb83","recused":[],"state":"received","subject":{"id":"民终3号","kind":"case","persons":["zhao"],"title":"民终3号","unit":"civil_1"},"version":2,"workflow":"review"}');
CREATE TABLE refusal (
	id INTEGER NOT NULL, 
	court VARCHAR NOT NULL, 
	proceeding VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	codes VARCHAR NOT NULL, 
	zh VARCHAR NOT NULL, 
	en VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "refusal" VALUES(1,'small_court','review-2008-2','report','zhao','["wrong_state"]','review-2008-2：report 被拒绝：当前为“待答复”，不能办理“提交报告”；该步骤须在“待报告”时办理','review-2008-2: report refused: in state ''waiting for the answer'' there is no step ''submit the report''; it may be taken in waiting for the report','2008-01-10T01:00:00.000000Z');
CREATE INDEX ix_directory_proceeding ON directory (proceeding);
CREATE INDEX proceeding_at_rest ON proceeding (court, closed, workflow, definition, state);
CREATE INDEX proceeding_family ON proceeding (court, parent) WHERE parent IS NOT NULL;
CREATE INDEX refusal_of ON refusal (court, proceeding);
CREATE INDEX deadline_due ON deadline (court, status, due);
CREATE INDEX deadline_remind ON deadline (court, remind_on) WHERE status = 'running' AND reminded = 0 AND remind_on IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (court, id) WHERE sent_at IS NULL;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'courtqa: an event is never changed'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'courtqa: an event is never removed'); END;
CREATE TRIGGER event_link BEFORE INSERT ON event
WHEN NEW.seq IS NOT (
    SELECT coalesce(max(seq), 0) + 1 FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding)
  OR (NEW.seq > 1 AND NEW.prev IS NOT (
    SELECT hash FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding AND seq = NEW.seq - 1))
  OR EXISTS (
    SELECT 1 FROM event WHERE court = NEW.court AND proceeding = NEW.proceeding AND idem = NEW.idem)
  OR EXISTS (SELECT 1 FROM event WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: an event must follow the last one of its trail'); END;
CREATE TRIGGER directory_no_update BEFORE UPDATE ON directory BEGIN SELECT RAISE(ABORT, 'courtqa: the directory is never changed'); END;
CREATE TRIGGER directory_no_delete BEFORE DELETE ON directory BEGIN SELECT RAISE(ABORT, 'courtqa: the directory is never shortened'); END;
CREATE TRIGGER directory_link BEFORE INSERT ON directory
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM directory WHERE court = NEW.court)
  OR (NEW.seq > 1 AND NEW.prev IS NOT (
    SELECT hash FROM directory WHERE court = NEW.court AND seq = NEW.seq - 1))
  OR EXISTS (SELECT 1 FROM directory WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a line must follow the last one of its directory'); END;
CREATE TRIGGER proceeding_no_delete BEFORE DELETE ON proceeding BEGIN SELECT RAISE(ABORT, 'courtqa: a proceeding is never removed'); END;
CREATE TRIGGER proceeding_new BEFORE INSERT ON proceeding
WHEN NEW.version IS NOT 1
  OR EXISTS (SELECT 1 FROM proceeding WHERE court = NEW.court AND id = NEW.id)
  OR EXISTS (SELECT 1 FROM proceeding WHERE court = NEW.court AND open_key = NEW.open_key)
  OR EXISTS (SELECT 1 FROM proceeding WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: a proceeding is opened once, at version 1'); END;
CREATE TRIGGER proceeding_step BEFORE UPDATE ON proceeding
WHEN NEW.version IS NOT OLD.version + 1 OR NEW.court IS NOT OLD.court OR NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'courtqa: a proceeding moves one version at a time'); END;
CREATE TRIGGER refusal_no_update BEFORE UPDATE ON refusal BEGIN SELECT RAISE(ABORT, 'courtqa: a refusal is never changed'); END;
CREATE TRIGGER refusal_no_delete BEFORE DELETE ON refusal BEGIN SELECT RAISE(ABORT, 'courtqa: a refusal is never removed'); END;
CREATE TRIGGER number_no_delete BEFORE DELETE ON number BEGIN SELECT RAISE(ABORT, 'courtqa: a number is never taken back'); END;
CREATE TRIGGER number_next BEFORE INSERT ON number
WHEN NEW.void
  OR NEW.seq IS NOT (
    SELECT coalesce(max(seq), 0) + 1 FROM number
    WHERE court = NEW.court AND series = NEW.series AND year = NEW.year)
  OR NEW.total IS NOT (
    SELECT coalesce(max(total), 0) + 1 FROM number WHERE court = NEW.court AND series = NEW.series)
  OR EXISTS (SELECT 1 FROM number WHERE notice_id = NEW.notice_id)
  OR EXISTS (SELECT 1 FROM number WHERE rowid = NEW.rowid)
BEGIN SELECT RAISE(ABORT, 'courtqa: the register gives the next number, once'); END;
CREATE TRIGGER number_void BEFORE UPDATE ON number
WHEN OLD.void OR NOT NEW.void
  OR NEW.court IS NOT OLD.court OR NEW.series IS NOT OLD.series OR NEW.year IS NOT OLD.year
  OR NEW.seq IS NOT OLD.seq OR NEW.total IS NOT OLD.total OR NEW.notice_id IS NOT OLD.notice_id
  OR NEW.model_digest IS NOT OLD.model_digest OR NEW.given_on IS NOT OLD.given_on
BEGIN SELECT RAISE(ABORT, 'courtqa: a number can only be voided, once'); END;
COMMIT;
